import type { Diagnosis, TextSummary } from '../../contract/index.ts';

const fewCharacters = 10_000;
const longLine = 5000;
const rareCount = 5;

const shown = (count: number): string => count.toLocaleString('en-US');

interface Counts {
  readonly characters: ReadonlyMap<string, number>;
  /** Bytes that could not be decoded. */
  readonly replaced: number;
}

/** What looks wrong in a text, and what will be done about it. */
export function diagnoseText(summary: TextSummary, counts: Counts, controls: number): Diagnosis[] {
  const found = [
    size(summary),
    encoding(summary),
    brokenCharacters(counts),
    lineEnds(summary),
    controlCharacters(summary, controls),
    longLines(summary),
    rareCharacters(summary, counts),
  ];
  return found.filter((diagnosis) => diagnosis !== null);
}

function size({ characters }: TextSummary): Diagnosis | null {
  if (characters >= fewCharacters) return null;
  return {
    severity: 'warning',
    code: 'short-text',
    message: `The text has only ${shown(characters)} characters.`,
    action: 'A network will learn it by heart rather than learn from it: add more text.',
  };
}

function encoding({ encoding: name }: TextSummary): Diagnosis | null {
  if (name === 'UTF-8') return null;
  return {
    severity: 'info',
    code: 'encoding',
    message: `The text is written in ${name}.`,
    action: 'It is read as such; the file stays as it is.',
  };
}

function brokenCharacters({ replaced }: Counts): Diagnosis | null {
  if (replaced === 0) return null;
  return {
    severity: 'warning',
    code: 'broken-characters',
    message: `${shown(replaced)} ${replaced === 1 ? 'character is' : 'characters are'} broken.`,
    action: 'Each becomes the replacement character �.',
  };
}

function lineEnds({ lineEnding }: TextSummary): Diagnosis | null {
  if (lineEnding === 'lf' || lineEnding === 'none') return null;
  const kinds = { crlf: 'Windows', cr: 'old Macintosh', mixed: 'mixed' } as const;
  return {
    severity: 'info',
    code: 'line-ends',
    message: `The line ends are ${kinds[lineEnding]} ones.`,
    action: 'They are read as line feeds.',
  };
}

function controlCharacters({ encoding: name }: TextSummary, count: number): Diagnosis | null {
  if (count === 0 || name.startsWith('UTF-16')) return null;
  return {
    severity: 'warning',
    code: 'control-characters',
    message: `The text holds ${shown(count)} control ${count === 1 ? 'character' : 'characters'}.`,
    action:
      'They are kept as characters to be learned: remove them from the file if they mean nothing.',
  };
}

function longLines({ longestLine }: TextSummary): Diagnosis | null {
  if (longestLine <= longLine) return null;
  return {
    severity: 'info',
    code: 'long-lines',
    message: `The longest line has ${shown(longestLine)} characters.`,
    action: 'Lines do not matter for training; it is only shown cut.',
  };
}

function rareCharacters({ distinctCharacters }: TextSummary, { characters }: Counts) {
  const rare = [...characters.values()].filter((count) => count < rareCount).length;
  if (rare <= distinctCharacters / 10 || rare <= 10) return null;
  return {
    severity: 'info',
    code: 'rare-characters',
    message: `${shown(rare)} of ${shown(distinctCharacters)} characters occur fewer than ${rareCount} times.`,
    action: 'They are learned badly: a minimum count replaces them by one sign for "unknown".',
  } as const;
}
