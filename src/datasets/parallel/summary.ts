import type { Diagnosis, ParallelSummary, SideSummary } from '../../contract/index.ts';
import { isSpaced, wordsOf } from '../words.ts';
import { diagnosePairs } from './diagnosis.ts';
import type { ParallelText } from './parallel-text.ts';

const previewPairs = 40;
const previewLength = 300;
/** Bars of the histogram of lengths, the last one open. */
export const lengthBins = 30;

/** What the pairs are, side by side, and what looks wrong in them. */
export function summarisePairs(text: ParallelText): {
  summary: ParallelSummary;
  diagnoses: Diagnosis[];
} {
  const source = measureSide(text.source, text.sources);
  const target = measureSide(text.target, text.targets);
  const assigned = { train: 0, val: 0, test: 0 };
  for (const { split, start, end } of text.parts)
    if (split !== null) assigned[split] += end - start;
  const summary: ParallelSummary = {
    kind: 'parallel',
    pairs: text.sources.length,
    distinctSources: new Set(text.sources).size,
    languages: [...text.sides],
    source: source.summary,
    target: target.summary,
    assigned,
    encoding: text.encoding,
    preview: previewOf(text),
  };
  const diagnoses = [...text.diagnoses, ...diagnosePairs(text, source.lengths, target.lengths)];
  return { summary, diagnoses };
}

interface MeasuredSide {
  readonly summary: SideSummary;
  /** Words of each sentence. */
  readonly lengths: Int32Array;
}

function measureSide(name: string, sentences: readonly string[]): MeasuredSide {
  const lengths = new Int32Array(sentences.length);
  const distinct = new Set<string>();
  const histogram = new Array<number>(lengthBins).fill(0);
  let [words, characters, longest] = [0, 0, 0];
  for (const [index, sentence] of sentences.entries()) {
    let count = 0;
    for (const word of wordsOf(sentence)) {
      distinct.add(word);
      count++;
    }
    lengths[index] = count;
    words += count;
    characters += sentence.length;
    longest = Math.max(longest, count);
    histogram[Math.min(count, lengthBins - 1)]! += 1;
  }
  const spaced = isSpaced(sentences.slice(0, 1000).join(' '));
  const distinctWords = distinct.size;
  return {
    lengths,
    summary: { name, words, distinctWords, characters, longest, spaced, lengths: histogram },
  };
}

/** From all over the file, since sorted files begin with what is least typical. */
function previewOf({ sources, targets }: ParallelText): [string, string][] {
  const count = Math.min(previewPairs, sources.length);
  return Array.from({ length: count }, (_, i) => {
    const index = Math.floor((i * sources.length) / count);
    return [cut(sources[index]!), cut(targets[index]!)];
  });
}

function cut(sentence: string): string {
  return sentence.length <= previewLength ? sentence : `${sentence.slice(0, previewLength - 1)}…`;
}
