import { readFile } from 'node:fs/promises';
import { UnrollError } from '../../contract/index.ts';
import { generateSequences, parseRecipe } from '../sequences/generated.ts';
import type { Head, SequenceFormat, Source } from './format.ts';

/** A few lines of JSON that say how to make a data set: the adding and the copying problem. */
export const recipe: SequenceFormat = {
  id: 'recipe',
  label: 'Recipe of made data',
  kind: 'sequences',
  extensions: [],

  sniff(head: Head): number {
    if (head.encoding !== 'UTF-8' || !head.complete) return 0;
    return /^\s*\{[^[\]{}]*"generate"\s*:\s*"/.test(head.text) ? 0.99 : 0;
  },

  async read(source: Source) {
    const { name } = source.head;
    const parsed = parseRecipe(await readFile(source.path, 'utf8'), name);
    if (parsed !== null) return generateSequences(parsed);
    throw new UnrollError({
      code: 'invalid-recipe',
      message: `${name} is no recipe.`,
      where: name,
      hint: 'Make one with: unroll sample adding --length 200.',
    });
  },
};
