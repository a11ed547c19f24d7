import { posix } from 'node:path';
import { withoutEnding } from './recording-finder.ts';

/** A label is repeated at least this often on average. */
const leastRepeats = 2;

/**
 * The pattern in which recordings are named, when their names carry labels: fields between `_`, `-`
 * or dots (`7_jackson_32.wav`), or a folder for each label (`yes/0a7c2a8d_nohash_0.wav`).
 * Null when nothing of the kind is there.
 */
export function findPattern(recordings: readonly string[]): string | null {
  const ending = commonEnding(recordings);
  // Speech Commands: the folder is the word, the name a speaker's number and a take.
  if (
    recordings.length > 0 &&
    recordings.every((name) => /\/[0-9a-f]+_nohash_\d+\.\w+$/.test(name))
  ) {
    return folderPattern(recordings, `{speaker}_nohash_{index}${ending}`);
  }
  return fieldsPattern(recordings, ending) ?? folderPattern(recordings, `{name}${ending}`);
}

function commonEnding(recordings: readonly string[]): string {
  const endings = new Set(recordings.map((name) => posix.extname(name).toLowerCase()));
  return endings.size === 1 ? [...endings][0]! : '';
}

interface Column {
  readonly distinct: number;
  readonly whole: boolean;
  readonly digits: boolean;
}

function fieldsPattern(recordings: readonly string[], ending: string): string | null {
  const rows = recordings.map((name) => withoutEnding(posix.basename(name)).split(/([_.-])/));
  const length = rows[0]?.length ?? 0;
  const separators = (row: readonly string[]) => row.filter((_, at) => at % 2 === 1).join();
  const alike = rows.every(
    (row) => row.length === length && separators(row) === separators(rows[0]!),
  );
  if (length < 3 || !alike) return null;
  const columns = Array.from({ length: (length + 1) / 2 }, (_, at) => columnOf(rows, 2 * at));
  const varying = columns.filter(({ distinct }) => distinct > 1);
  // Takes are numbered, most often at the end.
  const counted = varying.filter(({ whole }) => whole);
  const index = varying.length > 1 ? counted.at(-1) : undefined;
  const [label, speaker, ...rest] = varying.filter((column) => column !== index);
  if (label === undefined || label.distinct * leastRepeats > recordings.length) return null;
  const names = new Map<Column, string>([[label, label.digits ? 'digit' : 'label']]);
  if (index !== undefined) names.set(index, 'index');
  if (speaker !== undefined) names.set(speaker, 'speaker');
  for (const [at, column] of rest.entries()) names.set(column, `field${at + 1}`);
  const parts = rows[0]!.map((text, at) => {
    const column = at % 2 === 0 ? columns[at / 2]! : undefined;
    const name = column === undefined ? undefined : names.get(column);
    return name === undefined ? text : `{${name}}`;
  });
  return parts.join('') + ending;
}

function columnOf(rows: readonly (readonly string[])[], at: number): Column {
  const values = new Set(rows.map((row) => row[at]!));
  return {
    distinct: values.size,
    whole: [...values].every((value) => /^\d+$/.test(value)),
    digits: [...values].every((value) => /^\d$/.test(value)),
  };
}

function folderPattern(recordings: readonly string[], rest: string): string | null {
  const folders = new Set(recordings.map((name) => posix.basename(posix.dirname(name))));
  if (folders.size < 2 || folders.has('.') || folders.size * leastRepeats > recordings.length) {
    return null;
  }
  return `{label}/${rest}`;
}
