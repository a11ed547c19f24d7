import { type AudioSummary, numberOf, type Settings, textOf } from '../../contract/index.ts';
import { type FitCheck, ofKind } from '../fit.ts';
import { expectRule } from './rules.ts';
import { emptyPart, speechShares } from './split.ts';

/** What can be told of recordings before they are listened to. */
export const speechFit: readonly FitCheck[] = [
  ofKind('audio', expectRule),
  ofKind('audio', expectParts),
];

/** Whether there are recordings enough for the parts that are drawn, and takes for the test. */
function expectParts({ clips, takes }: AudioSummary, settings: Settings): void {
  const rule = textOf(settings, 'split');
  const numbered = textOf(settings, 'name_pattern') === '' ? takes : null;
  if (rule === 'takes' && numbered !== null && numberOf(settings, 'last_test_take') < numbered[0])
    throw emptyPart('test', rule);
  const { test } = speechShares(rule === 'random', settings);
  if (rule === 'random' && test > 0 && clips < 3) throw emptyPart('test', rule);
  if (clips < 2) throw emptyPart(clips === 0 ? 'train' : 'val', rule);
}
