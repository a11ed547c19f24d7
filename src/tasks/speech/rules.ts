import { type AudioSummary, numberOf, type Settings, textOf } from '../../contract/index.ts';
import { listedSpeakers } from '../../datasets/audio/summary.ts';
import { emptyPart, noSuchSpeaker, withoutTakes } from './split.ts';

/**
 * Whether recordings can be divided by take or by speaker as the settings ask, and something is left
 * to learn from and to measure. Another pattern of their names may tell other takes and speakers:
 * then nothing is known before they are read.
 * @throws UnrollError when not
 */
export function expectRule(summary: AudioSummary, settings: Settings): void {
  if (textOf(settings, 'name_pattern') !== '') return;
  const rule = textOf(settings, 'split');
  if (rule === 'takes') expectTakes(summary, numberOf(settings, 'last_test_take'));
  if (rule === 'speaker') expectSpeaker(summary, textOf(settings, 'hold_out_speaker'));
}

function expectTakes({ takes }: AudioSummary, last: number): void {
  if (takes === null) throw withoutTakes();
  if (last >= takes[1]) throw emptyPart('train', 'takes');
}

function expectSpeaker({ speakers, clips }: AudioSummary, wanted: string): void {
  const found = speakers.find(([name]) => name === wanted);
  if (found === undefined) {
    if (speakers.length >= listedSpeakers && wanted !== '') return;
    throw noSuchSpeaker(
      wanted,
      speakers.map(([name]) => name),
    );
  }
  const left = clips - found[1];
  if (left < 2) throw emptyPart(left === 0 ? 'train' : 'val', 'speaker');
}
