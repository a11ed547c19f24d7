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

/** What looks wrong in the pairs, and what training will do about it. */
export function diagnosePairs(
  text: ParallelText,
  sourceLengths: Int32Array,
  targetLengths: Int32Array,
): Diagnosis[] {
  const counts = countOddities(text, sourceLengths, targetLengths);
  const total = text.sources.length;
  const diagnoses: Diagnosis[] = [];
  const add = (
    severity: Diagnosis['severity'],
    code: string,
    count: number,
    message: string,
    action: string,
  ) => {
    if (count > 0) diagnoses.push({ severity, code, message, action });
  };
  const pairs = (count: number) => `${count} ${count === 1 ? 'pair' : 'pairs'}`;
  add(
    'warning',
    'few-pairs',
    total < fewPairs ? 1 : 0,
    `There are only ${pairs(total)}.`,
    'A network learns them by heart rather than the language: add more.',
  );
  add(
    'warning',
    'empty-sides',
    counts.empty,
    `${pairs(counts.empty)} lack one side.`,
    'They are left out of training.',
  );
  add(
    'info',
    'duplicate-pairs',
    counts.duplicates,
    `${pairs(counts.duplicates)} repeat another.`,
    'Each is used once.',
  );
  add(
    'info',
    'identical-sides',
    counts.identical,
    `${pairs(counts.identical)} are the same on both sides.`,
    'They are kept: names and numbers stay as they are.',
  );
  add(
    'warning',
    'odd-lengths',
    counts.odd,
    `${pairs(counts.odd)} differ in length by more than ${oddRatio} times.`,
    'They are left out of training: such sentences seldom translate each other.',
  );
  add(
    'info',
    'long-sentences',
    counts.long,
    `${pairs(counts.long)} have more than ${longSentence} words.`,
    'Those beyond the setting "Longest sentence" are left out of training.',
  );
  add(
    'info',
    'encoding',
    text.encoding === 'UTF-8' ? 0 : 1,
    `The text is written in ${text.encoding}.`,
    'It is read as such; the file stays as it is.',
  );
  add(
    'warning',
    'broken-characters',
    counts.broken,
    `${pairs(counts.broken)} hold broken characters.`,
    'Each becomes the replacement character �.',
  );
  return diagnoses;
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
