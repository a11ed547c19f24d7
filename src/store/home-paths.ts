import { isAbsolute, join, relative, sep } from 'node:path';

/** Paths inside the home folder are stored relative to it, with slashes, so that it can be moved. */
export class HomePaths {
  readonly home: string;

  constructor(home: string) {
    this.home = home;
  }

  absolute(stored: string): string {
    return isAbsolute(stored) ? stored : join(this.home, ...stored.split('/'));
  }

  /** A path outside the home folder is kept as it is. */
  relative(path: string): string {
    const inside = relative(this.home, path);
    return inside.startsWith('..') || isAbsolute(inside) ? path : inside.split(sep).join('/');
  }
}
