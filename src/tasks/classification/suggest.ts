import type {
  AudioSummary,
  Column,
  DatasetSummary,
  SequencesSummary,
  TableSummary,
  TaskSuggestion,
} from '../../contract/index.ts';
import {
  isStepColumn,
  isTextColumn,
  labelColumnName,
  seriesColumnName,
} from '../../datasets/sequences/table-columns.ts';
import { isSquare } from './square.ts';

/** Fewest sequences from which anything can be learnt and still be checked. */
const fewestSequences = 30;
/** More classes than this in a nameless column are rather a quantity. */
const mostClasses = 60;
/** Fewer numbers in a row are no sequence. */
const fewestValues = 8;

type Sizes = TaskSuggestion['settings'];

/** A table whose rows, series or texts carry a label; null where nothing looks like one. */
export function suggestLabelledTable(summary: DatasetSummary): TaskSuggestion | null {
  if (summary.kind !== 'table' || summary.rows < fewestSequences) return null;
  return suggestTexts(summary) ?? suggestSeries(summary) ?? suggestRows(summary);
}

/** Labelled series or pictures, and recordings of a few words. */
export function suggestLabelledData(summary: DatasetSummary): TaskSuggestion | null {
  if (summary.kind === 'sequences') return suggestSequences(summary);
  return summary.kind === 'audio' ? suggestRecordings(summary) : null;
}

function suggestTexts(summary: TableSummary): TaskSuggestion | null {
  const label = namedLabel(summary);
  const texts = summary.columns.filter(({ type, name }) => type === 'text' && name !== label?.name);
  const text =
    texts.find(({ name }) => isTextColumn(name)) ?? (texts.length === 1 ? texts[0] : undefined);
  if (label === null || text === undefined || !isFew(label, summary.rows)) return null;
  return {
    task: 'classification',
    reason: `${count(summary.rows)} texts (${text.name}) of ${label.distinct} kinds (${label.name}): a network can learn to tell them apart.`,
    settings: {
      sequences: 'text',
      text_column: text.name,
      label_column: label.name,
      pooling: 'max',
      bidirectional: true,
      max_length: 1000,
      ...sizesFor(summary.rows, 100),
    },
  };
}

function suggestSeries(summary: TableSummary): TaskSuggestion | null {
  const series = seriesColumnName(summary.columns.map(({ name }) => name));
  const label = namedLabel(summary);
  const own = summary.columns.find(({ name }) => name === series);
  if (own === undefined || label === null || own.name === label.name) return null;
  if (own.distinct < fewestSequences || own.distinct > summary.rows / 2) return null;
  const steps = Math.round(summary.rows / own.distinct);
  const values = summary.columns.filter(
    ({ type, name }) =>
      type === 'number' && name !== own.name && name !== label.name && !isStepColumn(name),
  );
  if (values.length === 0) return null;
  return {
    task: 'classification',
    reason: `${count(own.distinct)} series (${own.name}) of about ${count(steps)} steps with a label (${label.name}).`,
    settings: {
      sequences: 'series',
      series_column: own.name,
      label_column: label.name,
      ...sizesFor(own.distinct, steps),
    },
  };
}

function suggestRows(summary: TableSummary): TaskSuggestion | null {
  if (summary.time !== null) return null;
  const label = namedLabel(summary) ?? unnamedLabel(summary);
  if (label === null || !isFew(label, summary.rows)) return null;
  const values = summary.columns.filter(
    ({ type, name }) => type === 'number' && name !== label.name,
  );
  if (values.length < fewestValues) return null;
  const side =
    isSquare(values.length) && values.every(({ min }) => (min ?? -1) >= 0)
      ? Math.sqrt(values.length)
      : 1;
  const picture = side > 3;
  const steps = picture ? side : values.length;
  return {
    task: 'classification',
    reason: picture
      ? `${count(summary.rows)} rows of ${values.length} numbers, which may be pictures of ${side} x ${side}, with a label of ${label.distinct} kinds (${label.name}): read line by line.`
      : `${count(summary.rows)} rows of ${values.length} numbers with a label of ${label.distinct} kinds (${label.name}).`,
    settings: {
      sequences: 'row',
      label_column: label.name,
      ...sizesFor(summary.rows, steps),
      ...(picture ? { values_per_step: side, ...pictureSettings(summary.rows) } : {}),
    },
  };
}

function namedLabel({ columns }: TableSummary): Column | null {
  const name = labelColumnName(columns.map((column) => column.name));
  return columns.find((column) => column.name === name) ?? null;
}

/** The last or the first column of a table without names, where it holds few whole numbers. */
function unnamedLabel({ columns, header, rows, preview }: TableSummary): Column | null {
  if (header) return null;
  for (const place of [columns.length - 1, 0]) {
    const column = columns[place];
    if (column === undefined || !isFew(column, rows)) continue;
    const whole = preview.every((row) => /^-?\d+(\.0+)?$/.test(row[place]?.trim() ?? ''));
    if (column.type === 'category' || (column.type === 'number' && whole)) return column;
  }
  return null;
}

function isFew({ distinct, type }: Column, rows: number): boolean {
  return distinct >= 2 && distinct <= mostClasses && rows >= 5 * distinct && type !== 'time';
}

function suggestSequences(summary: SequencesSummary): TaskSuggestion | null {
  if (summary.sequences < fewestSequences) return null;
  if (summary.distinctClasses < 2 && summary.numbers === null) return null;
  const { image, longest, sequences, target } = summary;
  const steps = image === null ? longest : image.height;
  const what =
    image !== null
      ? `${count(sequences)} pictures of ${image.height} x ${image.width} in ${summary.distinctClasses} classes, read line by line`
      : `${count(sequences)} series of up to ${count(longest)} steps with ${target === 'number' ? 'a number each' : `${summary.distinctClasses} classes`}`;
  const parts = summary.assigned.test > 0 ? '; the given parts are kept' : '';
  return {
    task: 'classification',
    reason: `${what}${parts}.`,
    settings: {
      sequences: image === null ? 'given' : 'image',
      ...(summary.layout === 'generated'
        ? memorySettings(target)
        : sizesFor(summary.assigned.train || sequences, steps)),
      ...(image === null ? {} : pictureSettings(sequences)),
    },
  };
}

/**
 * Strokes are found wherever they are, and few pictures want much noise (lowest validation loss on
 * handwritten digits of 8 x 8 among pooling, cell, layers and noise).
 */
function pictureSettings(pictures: number): Sizes {
  const few = pictures < 3000;
  return {
    bidirectional: true,
    pooling: 'max',
    num_layers: 2,
    ...(few ? { input_noise: 0.5, dropout: 0.5, max_epochs: 40 } : { input_noise: 0.2 }),
  };
}

/** The adding and copying problems are solved by a long memory, not by averages. */
function memorySettings(target: SequencesSummary['target']): Sizes {
  return {
    input_normalization: 'none',
    pooling: 'last',
    dropout: 0,
    cell: 'gru',
    hidden_size: target === 'number' ? 64 : 128,
    batch_size: 50,
    lr: target === 'number' ? 2e-3 : 1e-3,
    schedule: 'constant',
    max_epochs: 20,
  };
}

function suggestRecordings(summary: AudioSummary): TaskSuggestion | null {
  const isolated = summary.words === summary.clips;
  if (!isolated || summary.clips < fewestSequences) return null;
  if (summary.distinctTranscripts > mostClasses || summary.clips < 5 * summary.distinctTranscripts)
    return null;
  const isDigits = summary.pattern?.startsWith('{digit}_{speaker}_{index}') ?? false;
  const official = isDigits && summary.takes?.[0] === 0 && summary.takes[1] === 49;
  return {
    task: 'classification',
    reason: `${count(summary.clips)} recordings of ${summary.distinctTranscripts} words: each can be told as a whole${official ? '; takes 0 to 4 are its official test part' : ''}.`,
    settings: {
      ...sizesFor(summary.clips, 30),
      sequences: 'sound',
      bidirectional: true,
      pooling: 'mean',
      input_noise: 0.2,
      ...(official ? { split: 'takes', last_test_take: 4 } : {}),
    },
  };
}

/** Few sequences are learnt by heart by a large network and want more passes. */
function sizesFor(sequences: number, steps: number): Sizes {
  const long = steps > 400 ? { clip_norm: 1 } : {};
  if (sequences < 300)
    return {
      hidden_size: 64,
      batch_size: 16,
      max_epochs: 100,
      dropout: 0.3,
      input_noise: 0.1,
      ...long,
    };
  if (sequences < 3000)
    return {
      hidden_size: 128,
      batch_size: 32,
      max_epochs: 60,
      dropout: 0.3,
      input_noise: 0.1,
      ...long,
    };
  return { hidden_size: 128, batch_size: 64, max_epochs: 15, ...long };
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
