import { Random } from '../../backend/random.ts';
import { numberOf, type Settings, textOf, UnrollError } from '../../contract/index.ts';
import type { SplitName } from '../../datasets/splits.ts';
import type { RawExample } from './raw-examples.ts';

/**
 * The part of every sequence, in their order. Given parts stay where the settings respect them; of
 * the rest every class puts the same share into each part, drawn by `split_seed`, so that runs with
 * other seeds measure on the same sequences. A class of three or more is in every part.
 * @param strata what is to be spread evenly: the class of each, empty where there is none
 * @throws UnrollError when a part that is needed would be empty
 */
export function splitExamples(
  examples: readonly Pick<RawExample, 'part'>[],
  strata: readonly string[],
  settings: Settings,
): readonly SplitName[] {
  const ignored = textOf(settings, 'split') === 'random';
  const given = examples.map(({ part }) => (ignored ? null : part));
  const hasTest = given.includes('test');
  const hasVal = given.includes('val');
  // Where a test part is given, the rest is what may be learnt from; validation is taken from it.
  const open = given.map((part) => part === null || (part === 'train' && !hasVal));
  const shares = {
    test: hasTest ? 0 : numberOf(settings, 'test_fraction'),
    val: hasVal ? 0 : numberOf(settings, 'val_fraction'),
  };
  const parts = given.map((part) => part ?? 'train');
  const random = new Random(numberOf(settings, 'split_seed'));
  for (const places of placesByStratum(strata, open)) {
    random.shuffle(places);
    const test = countOf(places.length, shares.test);
    const val = countOf(places.length, shares.val);
    places.forEach((place, index) => {
      parts[place] = index < test ? 'test' : index < test + val ? 'val' : 'train';
    });
  }
  for (const needed of ['train', 'val'] as const) {
    if (!parts.includes(needed)) throw emptyPart(needed);
  }
  return parts;
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

function emptyPart(part: 'train' | 'val'): UnrollError {
  const words = { train: 'training', val: 'validation' };
  return new UnrollError({
    code: 'too-few-sequences',
    message: `No sequence is left for the ${words[part]} part.`,
    where: 'split',
    hint: 'Choose other shares or add labelled sequences.',
  });
}
