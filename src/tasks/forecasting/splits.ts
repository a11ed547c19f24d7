import { numberOf, type Settings, UnrollError } from '../../contract/index.ts';
import {
  contiguousSplit,
  type SplitRange,
  type Splits,
  splitByCounts,
} from '../../datasets/splits.ts';
import { partNames } from '../part-names.ts';
import { nothingGiven, sharesTaken } from '../shares.ts';
import type { WindowShape } from './windows.ts';

/**
 * Divides the rows in the order of time: training, then validation, then test. Row counts win over
 * shares where they are set; rows beyond the counts are in no part.
 * @throws UnrollError when the parts do not fit the data or are too short for one window
 */
export function splitRows(rows: number, settings: Settings, shape: WindowShape): Splits {
  const counted = byCounts(rows, settings);
  const splits = counted ?? byShares(rows, settings);
  const parts = { rows, shape, unit: counted === null ? 'fraction' : 'rows' } as const;
  // The shorter parts first: what they allow is the least, and holds for the training part too.
  requireRows(splits.val, parts);
  if (numberOf(settings, `test_${parts.unit}`) > 0) requireRows(splits.test, parts);
  requireRows(splits.train, parts);
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
  const words = { code: 'no-training-rows', usual: '0.1 each is usual' };
  const { val, test } = sharesTaken(settings, nothingGiven, words);
  return contiguousSplit(rows, 1 - val - test, val);
}

interface Division {
  /** Of the data. */
  readonly rows: number;
  readonly shape: WindowShape;
  /** How the settings of the parts end. */
  readonly unit: 'fraction' | 'rows';
}

/** The training part holds whole windows; before the others lie rows that a window may look back on. */
function requireRows({ split, start, end }: SplitRange, division: Division): void {
  const { input, horizon } = division.shape;
  const has = end - start;
  const needed = split === 'train' ? input + horizon : horizon;
  if (has >= needed) return;
  const part = partNames[split];
  const window =
    split === 'train'
      ? `input_length = ${input} and horizon = ${horizon} need ${needed} training rows`
      : `horizon = ${horizon} needs as many ${part} rows`;
  const { where, most, hint } = wayOut(split, has, division);
  throw new UnrollError({
    code: 'too-few-rows',
    message: `${window}, but of the ${division.rows} rows of the data the ${part} part has ${has}.`,
    where,
    hint,
    data: { part: split, rows: division.rows, has, needed, input, horizon, most },
  });
}

/** Which setting makes a window fit, and up to what value. */
function wayOut(split: SplitRange['split'], has: number, { shape, unit }: Division) {
  const isTraining = split === 'train';
  const more =
    isTraining && unit === 'fraction'
      ? 'lower val_fraction or test_fraction'
      : `raise ${split}_${unit}`;
  if (has === 0) {
    const hint = `${more[0]!.toUpperCase()}${more.slice(1)}, or add data.`;
    return { where: `${split}_${unit}`, most: 0, hint };
  }
  if (!isTraining) return { where: 'horizon', most: has, hint: lower('horizon', has, more) };
  const most = has - shape.horizon;
  if (most > 0) return { where: 'input_length', most, hint: lower('input_length', most, more) };
  const hint = `Lower horizon and input_length so that together they are at most ${has}, or ${more}.`;
  return { where: 'horizon', most: has, hint };
}

const lower = (setting: string, most: number, or: string): string =>
  `Lower ${setting} to at most ${most}, or ${or}.`;
