import { Random } from '../../backend/random.ts';
import { numberOf, type Settings, textOf, UnrollError } from '../../contract/index.ts';
import type { SplitName } from '../../datasets/splits.ts';
import { partNames } from '../part-names.ts';
import { type Shares, sharesTaken } from '../shares.ts';
import type { RawExample } from './raw-examples.ts';

/**
 * The part of every sequence, in their order. Given parts stay where the settings respect them; of
 * the rest every class puts the same share into each part, drawn by `split_seed`, so that runs with
 * other seeds measure on the same sequences. A class of three or more is in every part.
 * @param names what is to be spread evenly: the class of each, empty where there is none
 * @throws UnrollError when a part that is needed would be empty
 */
export function splitExamples(
  examples: readonly Pick<RawExample, 'part'>[],
  names: readonly string[],
  settings: Settings,
): readonly SplitName[] {
  const ignored = textOf(settings, 'split') === 'random';
  const given = examples.map(({ part }) => (ignored ? null : part));
  const hasTest = given.includes('test');
  const hasVal = given.includes('val');
  // Where a test part is given, the rest is what may be learnt from; validation is taken from it.
  const open = given.map((part) => part === null || (part === 'train' && !hasVal));
  const shares = sequenceShares({ val: hasVal, test: hasTest }, settings);
  const parts = given.map((part) => part ?? 'train');
  const random = new Random(numberOf(settings, 'split_seed'));
  const strata = placesByStratum(names, open);
  for (const places of strata) {
    random.shuffle(places);
    const test = countOf(places.length, shares.test);
    const val = countOf(places.length, shares.val);
    places.forEach((place, index) => {
      parts[place] = index < test ? 'test' : index < test + val ? 'val' : 'train';
    });
  }
  for (const part of ['val', 'test'] as const) if (shares[part] > 0) fill(parts, part, strata);
  if (!parts.includes('train')) throw emptyPart('train');
  if (!parts.includes('val')) throw emptyPart('val');
  if (shares.test > 0 && !parts.includes('test')) throw emptyPart('test');
  return parts;
}

/**
 * Where no class has so many sequences that each part gets one, the class with most of them in
 * training gives one away, and keeps one.
 */
function fill(parts: SplitName[], part: SplitName, strata: readonly (readonly number[])[]): void {
  if (parts.includes(part)) return;
  const learnt = strata.map((places) => places.filter((place) => parts[place] === 'train'));
  const [most = []] = learnt.sort((a, b) => b.length - a.length);
  if (most.length > 1) parts[most[0]!] = part;
}

/** In an order that depends on the names of the strata alone. */
function placesByStratum(strata: readonly string[], open: readonly boolean[]): number[][] {
  const places = new Map<string, number[]>();
  strata.forEach((stratum, place) => {
    if (!open[place]) return;
    const own = places.get(stratum);
    if (own === undefined) places.set(stratum, [place]);
    else own.push(place);
  });
  return [...places].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, own]) => own);
}

/** At least one where there are three, so that each part knows the class. */
function countOf(places: number, share: number): number {
  if (share === 0) return 0;
  return Math.max(places >= 3 ? 1 : 0, Math.round(places * share));
}

/** @throws UnrollError when they leave nothing to learn from, or nothing to measure */
export function sequenceShares(
  given: { readonly val: boolean; readonly test: boolean },
  settings: Settings,
): Shares {
  const words = { code: 'too-few-sequences', usual: '0.1 each is usual' };
  const shares = sharesTaken(settings, given, words);
  if (!given.val && shares.val === 0) throw emptyPart('val', true);
  return shares;
}

/** @param byShare whether the share of the part is 0 */
export function emptyPart(part: SplitName, byShare = false): UnrollError {
  const hints = {
    train: 'Choose smaller shares, or add labelled sequences.',
    val: byShare
      ? 'Raise val_fraction: something must say which weights are best.'
      : 'Add labelled sequences.',
    test: 'Add labelled sequences, or set test_fraction to 0 to train without a test.',
  };
  return new UnrollError({
    code: 'too-few-sequences',
    message: `No sequence is left for the ${partNames[part]} part.`,
    where: part === 'test' ? 'test_fraction' : 'val_fraction',
    hint: hints[part],
    data: { part },
  });
}

/** @throws UnrollError where what is no recording is to be split like one */
export function expectSoundSplit(settings: Settings): void {
  const split = textOf(settings, 'split');
  if (split !== 'takes' && split !== 'speaker') return;
  throw new UnrollError({
    code: 'unusable-split',
    message: `Only recordings can be split by ${split}.`,
    where: 'split',
    hint: 'Choose the split auto or random.',
  });
}
