import {
  type AudioSummary,
  type DatasetSummary,
  type SequencesSummary,
  type Settings,
  textOf,
} from '../../contract/index.ts';
import { expectPast } from '../../models/past-attention/expect-past.ts';
import { type FitCheck, ofKind } from '../fit.ts';
import { expectRule } from '../speech/rules.ts';
import { expectSequences, type SequenceCounts } from './sequence-counts.ts';
import { emptyPart, expectSoundSplit } from './split.ts';
import { tableFit } from './table-fit.ts';
import { noNumber, nothingToTell, targetOf } from './target.ts';

/** What can be told of labelled data before it is read. */
export const classificationFit: readonly FitCheck[] = [
  (summary, settings) => {
    if (summary.kind !== 'audio') expectSoundSplit(settings);
  },
  ofKind('sequences', expectClasses),
  ofKind('audio', expectTranscripts),
  (summary, settings) => {
    const counts = countsOf(summary);
    if (counts !== null) expectSequences(counts, settings);
  },
  ...tableFit,
  (_, settings) => expectPast(settings, settings['bidirectional'] === true),
];

/** Null where it depends on the settings what a sequence is. */
function countsOf(summary: DatasetSummary): SequenceCounts | null {
  if (summary.kind === 'sequences')
    return { sequences: summary.sequences, assigned: summary.assigned };
  if (summary.kind !== 'audio') return null;
  return { sequences: summary.clips, assigned: summary.namedSplits };
}

function expectClasses(summary: SequencesSummary, settings: Settings): void {
  const { classes, distinctClasses, sequences } = summary;
  const target = targetOf(summary.target, 'numbers', settings);
  const names = classes.map(([name]) => name);
  if (target === 'number') {
    const wrong = names.find((name) => !Number.isFinite(Number(name)));
    if (wrong !== undefined) throw noNumber(wrong, 'a sequence');
  }
  if (target !== 'class' || summary.target !== 'class') return;
  if (distinctClasses < 2) throw nothingToTell(names);
  if (distinctClasses === sequences) throw emptyPart('val');
}

/** What is said in a recording is its class. */
function expectTranscripts(summary: AudioSummary, settings: Settings): void {
  expectRule(summary, settings);
  const { topTranscripts, distinctTranscripts, clips } = summary;
  const isRead = textOf(settings, 'name_pattern') === '';
  const target = targetOf('class', 'numbers', settings);
  if (!isRead || target !== 'class') return;
  const names = topTranscripts.map(([name]) => name);
  if (distinctTranscripts < 2) throw nothingToTell(names);
  if (distinctTranscripts === clips) throw emptyPart('val');
}
