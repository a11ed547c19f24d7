import { posix } from 'node:path';

/**
 * Finds the recording that a manifest means: manifests are written on other machines, with absolute
 * paths, with Windows' separators, or with names without an ending.
 */
export class RecordingFinder {
  readonly #names: ReadonlySet<string>;
  /** By file name without folders, with and without its ending; null where it is not unique. */
  readonly #short = new Map<string, string | null>();

  constructor(recordings: readonly string[]) {
    this.#names = new Set(recordings);
    for (const name of recordings) {
      const base = posix.basename(name);
      for (const key of new Set([base, withoutEnding(base)])) {
        this.#short.set(key, this.#short.has(key) ? null : name);
      }
    }
  }

  /** @param manifest name of the manifest, to whose folder paths are relative */
  find(path: string, manifest: string): string | null {
    const plain = path.trim().replaceAll('\\', '/');
    const beside = posix.join(posix.dirname(manifest), plain);
    for (const candidate of [beside, plain, ...endings(plain)]) {
      if (this.#names.has(candidate)) return candidate;
    }
    return this.#short.get(posix.basename(plain)) ?? null;
  }
}

export function withoutEnding(name: string): string {
  return name.replace(/\.[^./]+$/, '');
}

/** The path without its first folders, longest first: `/home/me/data/a.wav` is `data/a.wav` here. */
function endings(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(index + 1).join('/'));
}
