import {
  type DatasetSummary,
  listOf,
  numberOf,
  type SequencesSummary,
  type Settings,
  type TableSummary,
  textOf,
} from '../../contract/index.ts';
import {
  isStepColumn,
  isTextColumn,
  labelColumnName,
  seriesColumnName,
} from '../../datasets/sequences/table-columns.ts';
import { soundSteps, soundWidth } from '../speech/sound-size.ts';
import { tokenCount, trainingShare, vocabularyCount } from '../token-counts.ts';

/** Labelled sequences as far as a summary tells of them. */
export interface SequenceSet {
  /** Sequences that are learnt from. */
  readonly training: number;
  /** Of a usual sequence. */
  readonly steps: number;
  /** Numbers at a step; unused for texts. */
  readonly width: number;
  /** Different tokens; 0 for numbers. */
  readonly vocabulary: number;
  readonly outputs: number;
  readonly bySteps: boolean;
}

/** @returns null for data that holds no labelled sequences */
export function sequenceSetOf(summary: DatasetSummary, settings: Settings): SequenceSet | null {
  const share = Math.max(0, trainingShare(settings));
  if (summary.kind === 'sequences') return givenSet(summary, settings);
  if (summary.kind === 'audio') {
    return {
      training: summary.clips * share,
      steps: soundSteps(summary.seconds, settings) / Math.max(1, summary.clips),
      width: soundWidth(settings),
      vocabulary: 0,
      outputs: summary.distinctTranscripts,
      bySteps: false,
    };
  }
  return summary.kind === 'table' ? tableSet(summary, settings, share) : null;
}

function givenSet(summary: SequencesSummary, settings: Settings): SequenceSet {
  const { assigned, image, sequences, target } = summary;
  const keeps = textOf(settings, 'split') !== 'random';
  const open = keeps ? sequences - assigned.val - assigned.test : sequences;
  const taken = (part: 'val' | 'test') =>
    keeps && assigned[part] > 0 ? 0 : numberOf(settings, `${part}_fraction`);
  const asked = textOf(settings, 'target');
  return {
    training: open * Math.max(0, 1 - taken('val') - taken('test')),
    ...(image === null
      ? { steps: usualLength(summary), width: summary.channels }
      : pictureSize(image, textOf(settings, 'image_order'))),
    vocabulary: 0,
    outputs: (asked === 'auto' ? target : asked) === 'number' ? 1 : summary.distinctClasses,
    bySteps: target === 'steps',
  };
}

/** Mean of the lengths, by the bins in which they were counted. */
function usualLength({ lengths, shortest, longest, sequences }: SequencesSummary): number {
  const bin = (longest - shortest) / Math.max(1, lengths.length);
  const total = lengths.reduce((sum, count, at) => sum + count * (shortest + (at + 0.5) * bin), 0);
  return sequences > 0 && bin > 0 ? total / sequences : longest;
}

function pictureSize({ height, width }: { height: number; width: number }, order: string) {
  if (order === 'rows') return { steps: height, width };
  return order === 'columns'
    ? { steps: width, width: height }
    : { steps: height * width, width: 1 };
}

/** Characters of a text that is not looked into: about a paragraph. */
const usualCharacters = 500;
/** With the space after it. */
const charactersOfWord = 5.5;
/** Different words and characters of texts that are not looked into. */
const usualVocabulary = { distinctWords: 20_000, distinctCharacters: 100 };

function tableSet(summary: TableSummary, settings: Settings, share: number): SequenceSet {
  const { columns, rows } = summary;
  const names = columns.map(({ name }) => name);
  const label = textOf(settings, 'label_column') || labelColumnName(names);
  const target = textOf(settings, 'target');
  const classes = columns.find(({ name }) => name === label)?.distinct ?? 2;
  const shared = {
    outputs: target === 'number' ? 1 : classes,
    bySteps: target === 'steps',
    vocabulary: 0,
  };
  const asked = textOf(settings, 'sequences');
  if (asked === 'text' || (asked === 'auto' && textOf(settings, 'text_column') !== '')) {
    return { ...shared, ...textSizes(summary, settings), training: rows * share };
  }
  const named = textOf(settings, 'series_column');
  const bySeries = asked === 'series' || (asked === 'auto' && named !== '');
  const series = bySeries
    ? columns.find(({ name }) => name === (named || seriesColumnName(names)))
    : undefined;
  const values = valueColumns(summary, settings, [label, series?.name]);
  if (series === undefined) {
    const width = numberOf(settings, 'values_per_step');
    return { ...shared, training: rows * share, steps: values / width, width };
  }
  const { distinct } = series;
  return {
    ...shared,
    training: distinct * share,
    steps: rows / Math.max(1, distinct),
    width: values,
  };
}

function textSizes(summary: TableSummary, settings: Settings) {
  const named = textOf(settings, 'text_column');
  const column = named || summary.columns.map(({ name }) => name).find(isTextColumn);
  const kind = textOf(settings, 'tokens');
  const characters = textLength(summary, column);
  return {
    steps: tokenCount(kind, { characters, words: characters / charactersOfWord }),
    width: 0,
    vocabulary: vocabularyCount(kind, settings, usualVocabulary),
  };
}

/** Mean characters of a column's texts in the preview. */
function textLength({ columns, preview }: TableSummary, name: string | undefined): number {
  const place = columns.findIndex((column) => column.name === name);
  const lengths = preview.flatMap((row) => row[place]?.length ?? []);
  if (lengths.length === 0) return usualCharacters;
  return lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
}

function valueColumns(
  { columns }: TableSummary,
  settings: Settings,
  others: readonly (string | null | undefined)[],
): number {
  const chosen = listOf(settings, 'value_columns').length;
  if (chosen > 0) return chosen;
  return columns.filter(
    ({ type, name }) => type === 'number' && !others.includes(name) && !isStepColumn(name),
  ).length;
}
