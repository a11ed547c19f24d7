import { basename } from 'node:path';
import { collectionFormatOf } from './formats/index.ts';

/** Below this a name alone does not show that files belong together. */
const sure = 0.5;

/**
 * Which files a person gave together make one data set: all of them where their names belong to one
 * format of several files, else each by itself.
 */
export function groupFiles(paths: readonly string[]): string[][] {
  const names = paths.map((path) => basename(path));
  const claim = paths.length < 2 ? 0 : (collectionFormatOf(names)?.claims(names) ?? 0);
  return claim >= sure ? [[...paths]] : paths.map((path) => [path]);
}
