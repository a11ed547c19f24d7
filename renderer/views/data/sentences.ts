import type {
  AudioSummary,
  Dataset,
  ParallelSummary,
  SequencesSummary,
  TableSummary,
} from '../../../src/contract/index.ts';
import { formatCount, formatDay, formatDuration } from '../../format.ts';
import { m } from '../../paraglide/messages.js';
import { getLocale } from '../../paraglide/runtime.js';

/** What a data set is, in one plain sentence. */
export function datasetSentence(dataset: Dataset): string {
  const { summary } = dataset;
  if (summary.kind === 'table') return tableSentence(summary);
  if (summary.kind === 'parallel') return pairsSentence(summary);
  if (summary.kind === 'audio') return audioSentence(summary);
  if (summary.kind === 'music') {
    const steps = formatCount(summary.steps);
    return m.data_sentence_music({ pieces: formatCount(summary.pieces), steps });
  }
  if (summary.kind === 'sequences') return sequencesSentence(summary);
  return m.data_sentence_text({
    characters: formatCount(summary.characters),
    lines: m.data_lines({ count: summary.lines, shown: formatCount(summary.lines) }),
    distinct: formatCount(summary.distinctCharacters),
    encoding: summary.encoding,
  });
}

function tableSentence(summary: TableSummary): string {
  const numbers = summary.columns.filter((column) => column.type === 'number').length;
  if (summary.time === null) {
    return m.data_sentence_table({
      rows: rowsOf(summary),
      columns: summary.columns.length,
      numbers,
    });
  }
  return m.data_sentence_series({
    rows: formatCount(summary.rows),
    numbers,
    frequency: frequencyWords(summary.time.stepSeconds),
    start: formatDay(summary.time.start),
    end: formatDay(summary.time.end),
  });
}

function pairsSentence(summary: ParallelSummary): string {
  return m.data_sentence_pairs({
    pairs: formatCount(summary.pairs),
    source: sideName(summary.source.name),
    target: sideName(summary.target.name),
    distinct: formatCount(summary.distinctSources),
  });
}

const plainSides: Readonly<Record<string, () => string>> = {
  left: m.data_side_left,
  right: m.data_side_right,
  src: m.data_side_source,
  source: m.data_side_source,
  tgt: m.data_side_target,
  target: m.data_side_target,
};

/** A side of translated sentences in words: the language's name where its code is known. */
export function sideName(side: string): string {
  const plain = plainSides[side.toLowerCase()];
  if (plain !== undefined) return plain();
  if (!/^[a-z]{2,3}([-_][A-Za-z]{2,4})?$/.test(side)) return side;
  const names = new Intl.DisplayNames([getLocale()], { type: 'language' });
  return names.of(side.replace('_', '-')) ?? side;
}

function audioSentence(summary: AudioSummary): string {
  const facts = {
    clips: formatCount(summary.clips),
    words: formatCount(summary.words),
    length: formatDuration(summary.seconds),
  };
  const count = summary.speakers.length;
  if (count === 0) return m.data_sentence_audio_unknown(facts);
  const speakers = m.data_speakers({ count, shown: formatCount(count) });
  return m.data_sentence_audio({ ...facts, speakers });
}

function sequencesSentence(summary: SequencesSummary): string {
  const sequences = formatCount(summary.sequences);
  const classes = formatCount(summary.distinctClasses);
  if (summary.image !== null)
    return m.data_sentence_images({ sequences, classes, ...summary.image });
  const facts = {
    sequences,
    steps: formatCount(summary.longest),
    channels: m.data_values({
      count: summary.channels,
      shown: formatCount(summary.channels),
    }),
  };
  if (summary.numbers !== null) return m.data_sentence_sequences_number(facts);
  return m.data_sentence_sequences({ ...facts, classes });
}

/** The size in two words, for the library. */
export function datasetSize({ summary }: Dataset): string {
  if (summary.kind === 'text') {
    return m.data_size_text({ characters: formatCount(summary.characters) });
  }
  if (summary.kind === 'parallel') return m.data_size_pairs({ pairs: formatCount(summary.pairs) });
  if (summary.kind === 'sequences') {
    return m.data_size_sequences({ sequences: formatCount(summary.sequences) });
  }
  if (summary.kind === 'music') {
    return m.data_size_music({ pieces: formatCount(summary.pieces) });
  }
  if (summary.kind === 'audio') {
    return m.data_size_audio({
      clips: formatCount(summary.clips),
      length: formatDuration(summary.seconds),
    });
  }
  return m.data_size_table({
    rows: rowsOf(summary),
    columns: summary.columns.length,
  });
}

/** "1 row", "4,032 rows". */
function rowsOf({ rows }: TableSummary): string {
  return m.data_rows({ count: rows, shown: formatCount(rows) });
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Steps of months and longer vary by a few days: the range that counts as one. */
const calendarSteps: readonly (readonly [number, number, () => string])[] = [
  [HOUR, HOUR, m.data_every_hour],
  [DAY, DAY, m.data_every_day],
  [7 * DAY, 7 * DAY, m.data_every_week],
  [28 * DAY, 31 * DAY, m.data_every_month],
  [89 * DAY, 92 * DAY, m.data_every_quarter],
  [365 * DAY, 366 * DAY, m.data_every_year],
];

export function frequencyWords(stepSeconds: number): string {
  const named = calendarSteps.find(([low, high]) => stepSeconds >= low && stepSeconds <= high);
  if (named !== undefined) return named[2]();
  if (stepSeconds % DAY === 0) return m.data_every_days({ count: stepSeconds / DAY });
  if (stepSeconds % HOUR === 0) return m.data_every_hours({ count: stepSeconds / HOUR });
  if (stepSeconds % MINUTE === 0) return m.data_every_minutes({ count: stepSeconds / MINUTE });
  return m.data_every_seconds({ count: formatCount(stepSeconds) });
}

const visible: Readonly<Record<string, string>> = { ' ': '␣', '\n': '↵', '\t': '⇥', '\r': '␍' };

/** A character as it can be seen: spaces and line ends get a sign. */
export function characterName(character: string): string {
  return visible[character] ?? character;
}
