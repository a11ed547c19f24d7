import { z } from 'zod';
import { UnrollError } from '../../contract/index.ts';
import type { LabelledSequence, LabelledSequences } from './labelled-sequences.ts';
import { NumberStream } from './number-stream.ts';

/** Problems that test memory and have no data but a rule. */
export const generatedProblems = ['adding', 'copying'] as const;
export type GeneratedProblem = (typeof generatedProblems)[number];

const counts = z.number().int().min(1).max(1_000_000);

export const recipeSchema = z.object({
  /** The rule; see `adding` and `copying` below. */
  generate: z.enum(generatedProblems),
  /** Steps over which something must be remembered. */
  length: z.number().int().min(2).max(100_000),
  train: counts,
  val: counts,
  test: counts,
  seed: z.number().int().min(0).max(0xffffffff),
});
/** A data set that is made when it is read: the same recipe gives the same sequences everywhere. */
export type Recipe = z.infer<typeof recipeSchema>;

/** Null where a text is no recipe at all. @throws UnrollError for one with wrong values */
export function parseRecipe(text: string, source: string): Recipe | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || !('generate' in value)) return null;
  const parsed = recipeSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UnrollError({
    code: 'invalid-recipe',
    message: `${source}: ${issue?.path.join('.')} ${issue?.message}.`,
    where: source,
    hint: 'Make one with: unroll sample adding --length 200.',
  });
}

export function generateSequences(recipe: Recipe): LabelledSequences {
  const stream = new NumberStream(recipe.seed);
  const make = recipe.generate === 'adding' ? adding : copying;
  const sequences = (['train', 'val', 'test'] as const).flatMap((part) =>
    Array.from({ length: recipe[part] }, (_, index) => ({
      ...make(recipe.length, stream),
      name: `${part} ${index + 1}`,
      part,
    })),
  );
  return {
    layout: 'generated',
    channels: recipe.generate === 'adding' ? ['value', 'marker'] : copyChannels,
    image: null,
    target: recipe.generate === 'adding' ? 'number' : 'steps',
    sequences,
    diagnoses: [],
  };
}

type Made = Pick<LabelledSequence, 'steps' | 'values' | 'label' | 'stepLabels'>;

/**
 * The adding problem (Hochreiter and Schmidhuber 1997; in the form of Arjovsky et al. 2016): values
 * uniform in [0, 1) and a marker that is 1 at two steps, one in each half; the answer is the sum of
 * the two marked values. Always answering 1 has a squared error of 0.167.
 */
function adding(length: number, stream: NumberStream): Made {
  const values = new Float32Array(length * 2);
  for (let step = 0; step < length; step++) values[2 * step] = stream.next();
  const half = Math.floor(length / 2);
  const first = stream.integer(half);
  const second = half + stream.integer(length - half);
  values[2 * first + 1] = 1;
  values[2 * second + 1] = 1;
  const sum = values[2 * first]! + values[2 * second]!;
  return { steps: length, values, label: sum.toFixed(6) };
}

const symbols = 8;
const remembered = 10;
/** One channel for each symbol, the blank and the sign to begin. */
const copyChannels = [
  ...Array.from({ length: symbols }, (_, index) => `symbol ${index + 1}`),
  'blank',
  'go',
];

/**
 * The copying problem (Arjovsky et al. 2016): ten symbols of eight, `length` blanks, the last of
 * them a sign to begin, and ten blanks during which the symbols must be written again. Only those
 * last ten steps are labelled: without memory the cross-entropy is ln 8 = 2.079.
 */
function copying(length: number, stream: NumberStream): Made {
  const width = copyChannels.length;
  const steps = length + 2 * remembered;
  const values = new Float32Array(steps * width);
  const stepLabels = new Array<string>(steps).fill('');
  for (let step = 0; step < steps; step++) {
    const isSymbol = step < remembered;
    const symbol = isSymbol ? stream.integer(symbols) : step === remembered + length - 1 ? 9 : 8;
    values[step * width + symbol] = 1;
    if (isSymbol) stepLabels[remembered + length + step] = String(symbol + 1);
  }
  return { steps, values, label: '', stepLabels };
}
