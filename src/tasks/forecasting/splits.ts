import { numberOf, type Settings, UnrollError } from '../../contract/index.ts';
import {
  contiguousSplit,
  type SplitRange,
  type Splits,
  splitByCounts,
} from '../../datasets/splits.ts';
import type { WindowShape } from './windows.ts';

/**
 * Divides the rows in the order of time: training, then validation, then test. Row counts win over
 * shares where they are set; rows beyond the counts are in no part.
 * @throws UnrollError when the parts do not fit the data or are too short for one window
 */
export function splitRows(rows: number, settings: Settings, shape: WindowShape): Splits {
  const splits = byCounts(rows, settings) ?? byShares(rows, settings);
  requireRows(splits.train, shape.input + shape.horizon, rows);
  requireRows(splits.val, shape.horizon, rows);
  if (splits.test.end > splits.test.start) requireRows(splits.test, shape.horizon, rows);
  return splits;
}

function byCounts(rows: number, settings: Settings): Splits | null {
  const train = numberOf(settings, 'train_rows');
  const val = numberOf(settings, 'val_rows');
  const test = numberOf(settings, 'test_rows');
  if (train === 0 && val === 0 && test === 0) return null;
  if (train === 0 || val === 0) {
    throw new UnrollError({
      code: 'incomplete-split',
      message: `A split by rows needs train_rows and val_rows; given are ${train}, ${val} and ${test} rows.`,
      where: train === 0 ? 'train_rows' : 'val_rows',
      hint: 'Set the counts of all parts, or none of them to divide by shares.',
    });
  }
  if (train + val + test > rows) {
    throw new UnrollError({
      code: 'split-too-long',
      message: `train_rows, val_rows and test_rows add up to ${train + val + test}, but the data has ${rows} rows.`,
      where: 'train_rows',
      hint: `Choose counts that add up to at most ${rows}.`,
    });
  }
  return splitByCounts(rows, { train, val, test });
}

function byShares(rows: number, settings: Settings): Splits {
  const val = numberOf(settings, 'val_fraction');
  const test = numberOf(settings, 'test_fraction');
  if (val + test > 0.95) {
    throw new UnrollError({
      code: 'no-training-rows',
      message: `val_fraction ${val} and test_fraction ${test} leave too little to train on.`,
      where: 'val_fraction',
      hint: 'Choose shares that add up to 0.95 at most; 0.1 each is usual.',
    });
  }
  return contiguousSplit(rows, 1 - val - test, val);
}

const partNames = { train: 'training', val: 'validation', test: 'test' } as const;

function requireRows({ split, start, end }: SplitRange, needed: number, rows: number): void {
  if (end - start >= needed) return;
  const part = partNames[split];
  throw new UnrollError({
    code: 'too-few-rows',
    message: `The ${part} part has ${end - start} of ${rows} rows, but one window needs ${needed}.`,
    where: split === 'train' ? 'input_length' : 'horizon',
    hint: `Lower input_length or horizon, or give the ${part} part more rows.`,
  });
}
