import type { SplitName } from '../../splits.ts';

const words: Readonly<Record<string, SplitName>> = {
  train: 'train',
  training: 'train',
  dev: 'val',
  val: 'val',
  valid: 'val',
  validation: 'val',
  test: 'test',
  testing: 'test',
  eval: 'test',
};

/** The part that a folder or manifest is named after: `test-clean/…`, `dev.csv`; null for none. */
export function namedSplit(name: string): SplitName | null {
  for (const word of name.toLowerCase().split(/[^a-z]+/)) {
    const split = words[word];
    if (split !== undefined) return split;
  }
  return null;
}
