import { Random } from '../../backend/random.ts';
import { numberOf, type Settings, textOf, UnrollError } from '../../contract/index.ts';
import type { Utterance } from '../../datasets/index.ts';
import type { SplitName } from '../../datasets/splits.ts';
import { partNames } from '../part-names.ts';
import { type HeldOut, heldOut, leavingOne, type Shares, sharesTaken } from '../shares.ts';

/**
 * The part of every utterance, in their order. Decided by names and settings alone, before anything
 * is listened to; utterances are shuffled by `split_seed`, so that runs with other seeds can be
 * compared.
 * @throws UnrollError when a part that is needed would be empty
 */
export function splitUtterances(
  utterances: readonly Utterance[],
  settings: Settings,
): readonly SplitName[] {
  const parts = utterances.map((utterance) => givenPart(utterance, utterances, settings));
  const free = parts.flatMap((part, index) => (part === null ? [index] : []));
  new Random(numberOf(settings, 'split_seed')).shuffle(free);
  const rule = textOf(settings, 'split');
  const { val, test } = held(free.length, parts.includes('val'), settings);
  free.forEach((index, place) => {
    parts[index] = place < test ? 'test' : place < test + val ? 'val' : 'train';
  });
  const isTested = rule === 'random' ? numberOf(settings, 'test_fraction') > 0 : rule !== 'named';
  for (const needed of ['train', 'val', 'test'] as const) {
    if (needed === 'test' && !isTested) continue;
    if (!parts.includes(needed)) throw emptyPart(needed, rule);
  }
  // Every place that was null has been filled above.
  return parts as readonly SplitName[];
}

/** Of those that chance divides. */
function held(free: number, hasVal: boolean, settings: Settings): HeldOut {
  const isRandom = textOf(settings, 'split') === 'random';
  const { val, test } = speechShares(isRandom, settings);
  const wanted = heldOut(free, { val, test });
  if (hasVal) return { ...wanted, val: 0 };
  // Without a share one recording is measured all the same: something must say which weights are best.
  return leavingOne({ ...wanted, val: Math.max(1, wanted.val) }, free);
}

/** @throws UnrollError when they leave nothing to learn from */
export function speechShares(isRandom: boolean, settings: Settings): Shares {
  const words = { code: 'too-few-recordings', usual: '0.1 each is usual' };
  return sharesTaken(settings, { val: false, test: !isRandom }, words);
}

/** Null where chance decides between training and validation (and the test, in a random split). */
function givenPart(
  utterance: Utterance,
  all: readonly Utterance[],
  settings: Settings,
): SplitName | null {
  switch (textOf(settings, 'split')) {
    case 'named':
      return utterance.split === 'train' ? null : utterance.split;
    case 'takes': {
      if (utterance.take === null) throw withoutTakes();
      return utterance.take <= numberOf(settings, 'last_test_take') ? 'test' : null;
    }
    case 'speaker':
      return utterance.speaker === heldOutSpeaker(all, settings) ? 'test' : null;
    default:
      return null;
  }
}

function heldOutSpeaker(utterances: readonly Utterance[], settings: Settings): string {
  const wanted = textOf(settings, 'hold_out_speaker');
  if (utterances.some(({ speaker }) => speaker === wanted && wanted !== '')) return wanted;
  const all = new Set(utterances.map(({ speaker }) => speaker));
  throw noSuchSpeaker(
    wanted,
    [...all].filter((one) => one !== null),
  );
}

/** @param speakers that could be held out */
export function noSuchSpeaker(wanted: string, speakers: readonly string[]): UnrollError {
  const untold = speakers.length === 0;
  return new UnrollError({
    code: 'no-such-speaker',
    message: untold
      ? 'Nothing tells who speaks in these recordings, so no speaker can be held out.'
      : wanted === ''
        ? 'split = speaker, but no speaker is named.'
        : `There is no speaker "${wanted}".`,
    where: 'hold_out_speaker',
    hint: untold
      ? 'Choose another split, or name the speaker in name_pattern.'
      : `Choose one of ${speakers.slice(0, 20).join(', ')}.`,
    data: { speakers: speakers.slice(0, 20).join(', ') },
  });
}

export function withoutTakes(): UnrollError {
  return new UnrollError({
    code: 'no-takes',
    message: 'The recordings are not numbered, so they cannot be split by take.',
    where: 'split',
    hint: 'Choose another split, or name the number {index} in name_pattern.',
  });
}

/** What is said where a split leaves no recording for a part. */
export function emptyPart(part: SplitName, rule: string): UnrollError {
  const asked = { takes: 'last_test_take', speaker: 'hold_out_speaker' }[rule] ?? 'split';
  const takes = part === 'test' ? 'Raise last_test_take' : 'Lower last_test_take';
  const hints: Readonly<Record<string, string>> = {
    takes: `${takes}, choose another split, or add recordings.`,
    speaker: 'Hold out another speaker, choose another split, or add recordings.',
  };
  return new UnrollError({
    code: 'too-few-recordings',
    message: `No recording is left for the ${partNames[part]} part.`,
    where: rule === 'random' && part === 'test' ? 'test_fraction' : asked,
    hint:
      hints[rule] ??
      (part === 'test'
        ? 'Add recordings, or set test_fraction to 0 to train without a test.'
        : 'Split otherwise, choose smaller shares, or add recordings.'),
    data: { part, rule },
  });
}
