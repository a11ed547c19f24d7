import { Random } from '../../backend/random.ts';
import { numberOf, type Settings, textOf, UnrollError } from '../../contract/index.ts';
import type { Utterance } from '../../datasets/index.ts';
import type { SplitName } from '../../datasets/splits.ts';

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
  const isRandom = textOf(settings, 'split') === 'random';
  const test = isRandom ? shareOf(utterances.length, numberOf(settings, 'test_fraction')) : 0;
  const hasVal = parts.includes('val');
  const val = hasVal ? 0 : Math.max(1, shareOf(free.length, numberOf(settings, 'val_fraction')));
  free.forEach((index, place) => {
    parts[index] = place < test ? 'test' : place < test + val ? 'val' : 'train';
  });
  for (const needed of ['train', 'val'] as const) {
    if (!parts.includes(needed)) throw emptyPart(needed, settings);
  }
  // Every place that was null has been filled above.
  return parts as readonly SplitName[];
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
  const speakers = [...new Set(utterances.map(({ speaker }) => speaker))].filter(
    (one) => one !== null,
  );
  throw new UnrollError({
    code: 'no-such-speaker',
    message:
      speakers.length === 0
        ? 'Nothing tells who speaks in these recordings, so no speaker can be held out.'
        : `There is no speaker "${wanted}".`,
    where: 'hold_out_speaker',
    hint:
      speakers.length === 0
        ? 'Choose another split, or name the speaker in name_pattern.'
        : `Choose one of ${speakers.slice(0, 20).join(', ')}.`,
  });
}

function withoutTakes(): UnrollError {
  return new UnrollError({
    code: 'no-takes',
    message: 'The recordings are not numbered, so they cannot be split by take.',
    where: 'split',
    hint: 'Choose another split, or name the number {index} in name_pattern.',
  });
}

function emptyPart(part: 'train' | 'val', settings: Settings): UnrollError {
  const words = { train: 'training', val: 'validation' };
  return new UnrollError({
    code: 'too-few-recordings',
    message: `No recording is left for the ${words[part]} part.`,
    where: 'split',
    hint: `Split otherwise than by ${textOf(settings, 'split')}, choose smaller shares, or add recordings.`,
  });
}

function shareOf(count: number, share: number): number {
  return Math.round(count * share);
}
