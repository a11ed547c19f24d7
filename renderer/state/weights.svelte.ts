import { importFiles } from './imports.svelte.ts';

/** Weights that a person wants to make a run of. */
export interface AskedWeights {
  readonly name: string;
  readonly path: string;
  /** JSON file that was dropped with them; empty for none. */
  readonly vocabulary: string;
}

interface NamedFile {
  readonly name: string;
  readonly path: string;
}

let asked = $state.raw<AskedWeights | null>(null);

export function askedWeights(): AskedWeights | null {
  return asked;
}

export function closeWeights(): void {
  asked = null;
}

const endings = /\.(safetensors|pt|pth|h5|hdf5|keras)$/i;

/** Files that came into the window: weights open their sheet, all others go into the library. */
export async function takeFiles(files: readonly NamedFile[]): Promise<void> {
  const weights = files.find(({ name, path }) => endings.test(name) && path !== '');
  if (weights === undefined) return importFiles(files);
  const vocabulary = files.find(({ name }) => /\.json$/i.test(name));
  asked = { name: weights.name, path: weights.path, vocabulary: vocabulary?.path ?? '' };
  await importFiles(files.filter((file) => file !== weights && file !== vocabulary));
}

export function takePaths(paths: readonly string[]): Promise<void> {
  return takeFiles(paths.map((path) => ({ path, name: fileName(path) })));
}

export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
