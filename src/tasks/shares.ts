import { numberOf, type Settings, UnrollError } from '../contract/index.ts';

/** Most that validation and test may take together. */
const most = 0.95;

/** Shares of the data, between 0 and 1. */
export interface Shares {
  readonly val: number;
  readonly test: number;
}

/**
 * The shares that are taken; 0 for a part that the data names itself.
 * @param given parts that the data names
 * @param words the code of the problem, and which shares are usual
 * @throws UnrollError when nothing would be left to learn from
 */
export function sharesTaken(
  settings: Settings,
  given: { readonly val: boolean; readonly test: boolean },
  words: { readonly code: string; readonly usual: string },
): Shares {
  const val = given.val ? 0 : numberOf(settings, 'val_fraction');
  const test = given.test ? 0 : numberOf(settings, 'test_fraction');
  if (val + test <= most) return { val, test };
  throw new UnrollError({
    code: words.code,
    message: `val_fraction ${val} and test_fraction ${test} leave too little to train on.`,
    where: 'val_fraction',
    hint: `Choose shares that add up to ${most} at most; ${words.usual}.`,
  });
}

/** The data names no parts. */
export const nothingGiven = { val: false, test: false } as const;

/**
 * How many of some sequences shares hold out: at least one for each share, as long as one is left to
 * learn from.
 */
export function heldOut(count: number, { val, test }: Shares): HeldOut {
  const of = (share: number) => (share > 0 ? Math.max(1, Math.round(count * share)) : 0);
  return leavingOne({ val: of(val), test: of(test) }, count);
}

/** In sequences. */
export interface HeldOut {
  readonly val: number;
  readonly test: number;
}

/**
 * Where nothing would be left to learn from, sequences are given back one by one, by the larger part
 * and by the test part where both are equal.
 */
export function leavingOne(wanted: HeldOut, count: number): HeldOut {
  let { val, test } = wanted;
  while (val + test > 0 && val + test >= count) {
    if (test >= val) test--;
    else val--;
  }
  return { val, test };
}
