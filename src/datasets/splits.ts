import { UnrollError } from '../contract/index.ts';

export type SplitName = 'train' | 'val' | 'test';

/**
 * Half-open range of rows or tokens, `start <= index < end`. The split's name is part of the type:
 * a function that fits something asks for `SplitRange<'train'>` and cannot be handed another part.
 */
export interface SplitRange<S extends SplitName = SplitName> {
  readonly split: S;
  readonly start: number;
  readonly end: number;
}

export interface Splits {
  readonly train: SplitRange<'train'>;
  readonly val: SplitRange<'val'>;
  readonly test: SplitRange<'test'>;
}

/**
 * Cuts a sequence into training, validation and test parts in that order, without shuffling, so
 * that nothing after a moment is known at that moment.
 *
 * @param train share of the training part, in (0, 1]
 * @param val share of the validation part; the test part is what remains
 * @throws UnrollError when the shares do not fit or the training part would be empty
 */
export function contiguousSplit(length: number, train: number, val: number): Splits {
  // The sum of two decimal shares may exceed 1 by rounding: 0.9 + 0.1 must pass.
  const rounding = 1e-9;
  if (!(train > 0) || !(val >= 0) || train + val > 1 + rounding) {
    throw new UnrollError({
      code: 'invalid-split',
      message: `Shares of ${train} for training and ${val} for validation do not make a split.`,
      hint: 'Both must be positive and their sum at most 1; what remains is the test part.',
    });
  }
  const trainEnd = Math.floor(length * train + rounding);
  const valEnd = Math.min(length, Math.floor(length * (train + val) + rounding));
  return cut(length, trainEnd, Math.max(trainEnd, valEnd), length);
}

/**
 * Splits by row counts, in file order, as published results state them (ETT hourly: 8640, 2880,
 * 2880). Rows after the three parts are not used.
 *
 * @throws UnrollError when the data has fewer rows than the three counts together
 */
export function splitByCounts(
  length: number,
  counts: { readonly train: number; readonly val: number; readonly test: number },
): Splits {
  const valEnd = counts.train + counts.val;
  return cut(length, counts.train, valEnd, valEnd + counts.test);
}

function cut(length: number, trainEnd: number, valEnd: number, testEnd: number): Splits {
  const bounds = [trainEnd, valEnd, testEnd];
  const ordered = trainEnd > 0 && trainEnd <= valEnd && valEnd <= testEnd && testEnd <= length;
  if (!ordered || !bounds.every(Number.isInteger)) {
    throw new UnrollError({
      code: 'invalid-split',
      message: `A split at ${bounds.join(', ')} does not fit data of length ${length}.`,
      hint: 'Use more data or smaller parts.',
    });
  }
  return {
    train: { split: 'train', start: 0, end: trainEnd },
    val: { split: 'val', start: trainEnd, end: valEnd },
    test: { split: 'test', start: valEnd, end: testEnd },
  };
}
