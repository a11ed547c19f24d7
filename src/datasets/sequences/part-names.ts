import type { SplitName } from '../splits.ts';

/** A file of one part of a data set: `JapaneseVowels_TRAIN.ts`. */
export interface PartFile {
  /** As it stands in the archive. */
  readonly file: string;
  readonly problem: string;
  readonly part: SplitName;
  /** Lower case, without what it is packed as. */
  readonly extension: string;
}

/** Plain tables are called so by other people too: there the capitals of the archive must stand. */
const pattern = /^(?:.*\/)?([^/]+?)[_-](TRAIN|TEST|train|test|Train|Test)\.([a-z]+)(?:\.gz)?$/;
const extensions = ['ts', 'tsv', 'csv', 'txt'];

/** The part that a file of the UCR and UEA archives' naming holds, or null. */
export function partFile(file: string): PartFile | null {
  const match = pattern.exec(file);
  if (match === null) return null;
  const [, problem, word, extension] = match as unknown as [string, string, string, string];
  if (!extensions.includes(extension)) return null;
  if (extension !== 'ts' && word !== word.toUpperCase()) return null;
  const part = word.toLowerCase() === 'train' ? 'train' : 'test';
  return { file, problem, part, extension };
}

/** The data sets among files, each with the files of its best format (`.ts` before tables). */
export function partedProblems(names: readonly string[]): ReadonlyMap<string, PartFile[]> {
  const problems = new Map<string, PartFile[]>();
  for (const name of names) {
    const found = partFile(name);
    if (found === null) continue;
    problems.set(found.problem, [...(problems.get(found.problem) ?? []), found]);
  }
  for (const [problem, files] of problems) {
    const best = extensions.find((extension) =>
      files.some((file) => file.extension === extension && file.part === 'train'),
    );
    if (best === undefined) problems.delete(problem);
    else
      problems.set(
        problem,
        files.filter(({ extension }) => extension === best),
      );
  }
  return problems;
}
