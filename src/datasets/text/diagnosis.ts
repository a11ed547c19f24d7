import type { Diagnosis, TextSummary } from '../../contract/index.ts';

const fewCharacters = 10_000;
const longLine = 5000;
const rareCount = 5;

interface Counts {
  readonly characters: ReadonlyMap<string, number>;
  /** Bytes that could not be decoded. */
  readonly replaced: number;
}

/** What looks wrong in a text, and what will be done about it. */
export function diagnoseText(
  summary: TextSummary,
  { characters, replaced }: Counts,
  controls: number,
): Diagnosis[] {
  const diagnoses: Diagnosis[] = [];
  const add = (severity: Diagnosis['severity'], code: string, message: string, action: string) =>
    diagnoses.push({ severity, code, message, action });
  if (summary.characters < fewCharacters) {
    add(
      'warning',
      'short-text',
      `The text has only ${summary.characters} characters.`,
      'A network will learn it by heart rather than learn from it: add more text.',
    );
  }
  if (summary.encoding !== 'UTF-8') {
    add(
      'info',
      'encoding',
      `The text is written in ${summary.encoding}.`,
      'It is read as such; the file stays as it is.',
    );
  }
  if (replaced > 0) {
    add(
      'warning',
      'broken-characters',
      `${replaced} ${replaced === 1 ? 'character is' : 'characters are'} broken.`,
      'Each becomes the replacement character �.',
    );
  }
  if (summary.lineEnding !== 'lf' && summary.lineEnding !== 'none') {
    const kinds = { crlf: 'Windows', cr: 'old Macintosh', mixed: 'mixed' } as const;
    add(
      'info',
      'line-ends',
      `The line ends are ${kinds[summary.lineEnding]} ones.`,
      'They are read as line feeds.',
    );
  }
  if (controls > 0 && !summary.encoding.startsWith('UTF-16')) {
    add(
      'warning',
      'control-characters',
      `The text holds ${controls} control characters.`,
      'They are kept as characters to be learned: remove them from the file if they mean nothing.',
    );
  }
  if (summary.longestLine > longLine) {
    add(
      'info',
      'long-lines',
      `The longest line has ${summary.longestLine} characters.`,
      'Lines do not matter for training; it is only shown cut.',
    );
  }
  const rare = [...characters.values()].filter((count) => count < rareCount).length;
  if (rare > summary.distinctCharacters / 10 && rare > 10) {
    add(
      'info',
      'rare-characters',
      `${rare} of ${summary.distinctCharacters} characters occur fewer than ${rareCount} times.`,
      'They are learned badly: a minimum count replaces them by one sign for "unknown".',
    );
  }
  return diagnoses;
}
