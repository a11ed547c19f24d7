import type { Diagnosis } from '../../contract/index.ts';
import { isOddRatio, oddRatio } from './pair-checks.ts';
import type { ParallelText } from './parallel-text.ts';

const fewPairs = 2000;
const longSentence = 60;

interface Counts {
  empty: number;
  identical: number;
  duplicates: number;
  odd: number;
  long: number;
  broken: number;
}

interface Oddity {
  readonly severity: Diagnosis['severity'];
  readonly code: string;
  readonly counted: keyof Counts;
  /** Completes "1 pair …" and "3 pairs …". */
  readonly one: string;
  readonly many: string;
  readonly action: string;
}

const oddities: readonly Oddity[] = [
  {
    severity: 'warning',
    code: 'empty-sides',
    counted: 'empty',
    one: 'lacks one side',
    many: 'lack one side',
    action: 'They are left out of training.',
  },
  {
    severity: 'info',
    code: 'duplicate-pairs',
    counted: 'duplicates',
    one: 'repeats another',
    many: 'repeat another',
    action: 'Each is used once.',
  },
  {
    severity: 'info',
    code: 'identical-sides',
    counted: 'identical',
    one: 'is the same on both sides',
    many: 'are the same on both sides',
    action: 'They are kept: names and numbers stay as they are.',
  },
  {
    severity: 'warning',
    code: 'odd-lengths',
    counted: 'odd',
    one: `differs in length by more than ${oddRatio} times`,
    many: `differ in length by more than ${oddRatio} times`,
    action: 'They are left out of training: such sentences seldom translate each other.',
  },
  {
    severity: 'info',
    code: 'long-sentences',
    counted: 'long',
    one: `has more than ${longSentence} words`,
    many: `have more than ${longSentence} words`,
    action: 'Those beyond the setting "Longest sentence" are left out of training.',
  },
  {
    severity: 'warning',
    code: 'broken-characters',
    counted: 'broken',
    one: 'holds broken characters',
    many: 'hold broken characters',
    action: 'Each becomes the replacement character �.',
  },
];

/** What looks wrong in the pairs, and what training will do about it. */
export function diagnosePairs(
  text: ParallelText,
  sourceLengths: Int32Array,
  targetLengths: Int32Array,
): Diagnosis[] {
  const counts = countOddities(text, sourceLengths, targetLengths);
  const odd = oddities.flatMap(({ severity, code, counted, one, many, action }): Diagnosis[] => {
    const count = counts[counted];
    if (count === 0) return [];
    const message = count === 1 ? `1 pair ${one}.` : `${count} pairs ${many}.`;
    return [{ severity, code, message, action }];
  });
  return [...size(text), ...odd, ...encoding(text)];
}

function size({ sources }: ParallelText): Diagnosis[] {
  if (sources.length >= fewPairs) return [];
  const found = sources.length === 1 ? 'is only 1 pair' : `are only ${sources.length} pairs`;
  return [
    {
      severity: 'warning',
      code: 'few-pairs',
      message: `There ${found}.`,
      action: 'A network learns them by heart rather than the language: add more.',
    },
  ];
}

function encoding({ encoding }: ParallelText): Diagnosis[] {
  if (encoding === 'UTF-8') return [];
  return [
    {
      severity: 'info',
      code: 'encoding',
      message: `The text is written in ${encoding}.`,
      action: 'It is read as such; the file stays as it is.',
    },
  ];
}

function countOddities(
  { sources, targets }: ParallelText,
  sourceLengths: Int32Array,
  targetLengths: Int32Array,
): Counts {
  const counts = { empty: 0, identical: 0, duplicates: 0, odd: 0, long: 0, broken: 0 };
  const seen = new Set<string>();
  for (let i = 0; i < sources.length; i++) {
    const [source, target] = [sources[i]!, targets[i]!];
    if (source === '' || target === '') {
      counts.empty++;
      continue;
    }
    const pair = `${source}\t${target}`;
    if (seen.has(pair)) counts.duplicates++;
    else seen.add(pair);
    if (source === target) counts.identical++;
    if (isOddRatio(sourceLengths[i]!, targetLengths[i]!)) counts.odd++;
    if (Math.max(sourceLengths[i]!, targetLengths[i]!) > longSentence) counts.long++;
    if (pair.includes('\uFFFD')) counts.broken++;
  }
  return counts;
}
