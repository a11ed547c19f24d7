import { numberOf, type Settings, UnrollError } from '../../contract/index.ts';
import { isOddRatio, type ParallelText } from '../../datasets/index.ts';
import type { SplitName } from '../../datasets/splits.ts';
import { wordCount } from '../../datasets/words.ts';
import { keyShare, sentenceKey } from './sentence-key.ts';

/** Sentences and their translations, number by number. */
export interface SentencePairs {
  readonly sources: string[];
  readonly targets: string[];
}

export interface TranslationParts {
  readonly train: SentencePairs;
  readonly val: SentencePairs;
  readonly test: SentencePairs;
  /** Training pairs that were not used, by reason. */
  readonly left: LeftOut;
}

export interface LeftOut {
  empty: number;
  duplicate: number;
  long: number;
  odd: number;
  /** The data's own validation or test part has the same source. */
  leaking: number;
}

/**
 * Cuts pairs into parts by their source sentence: all translations of one sentence stand in one
 * part, and so do sentences that differ in signs and capitals only. What the data assigns itself
 * stays there; a source in its validation or test part is taken out of training. Validation and test
 * keep every filled pair; training leaves out duplicates, long sentences and odd lengths.
 * @throws UnrollError when a part has no pairs
 */
export function makeParts(text: ParallelText, settings: Settings): TranslationParts {
  const splits = splitOfEach(text, settings);
  const held = heldOutKeys(text, splits);
  const parts = { train: emptyPairs(), val: emptyPairs(), test: emptyPairs() };
  const left: LeftOut = { empty: 0, duplicate: 0, long: 0, odd: 0, leaking: 0 };
  const seen = new Set<string>();
  const longest = numberOf(settings, 'max_words');
  for (const [index, source] of text.sources.entries()) {
    const target = text.targets[index]!;
    const split = splits[index]!;
    const pair = `${source}\t${target}`;
    if (source === '' || target === '') left.empty++;
    else if (seen.has(pair)) left.duplicate++;
    else {
      seen.add(pair);
      const reason = split === 'train' ? whyNotLearnt(source, target, longest, held) : null;
      if (reason !== null) left[reason]++;
      else {
        parts[split].sources.push(source);
        parts[split].targets.push(target);
      }
    }
  }
  requirePairs('training', parts.train, 'max_words');
  requirePairs('validation', parts.val, 'val_fraction');
  return { ...parts, left };
}

function emptyPairs(): SentencePairs {
  return { sources: [], targets: [] };
}

/** Shares are taken only for parts that the data does not name. */
function splitOfEach(text: ParallelText, settings: Settings): SplitName[] {
  const has = (split: SplitName) => text.parts.some((part) => part.split === split);
  const val = has('val') ? 0 : numberOf(settings, 'val_fraction');
  const test = has('test') ? 0 : numberOf(settings, 'test_fraction');
  if (val + test > 0.95) {
    throw new UnrollError({
      code: 'no-training-text',
      message: `val_fraction ${val} and test_fraction ${test} leave too little to train on.`,
      where: 'val_fraction',
      hint: 'Choose shares that add up to 0.95 at most; 0.02 each is usual.',
    });
  }
  const splits: SplitName[] = [];
  for (const { split, start, end } of text.parts) {
    for (let index = start; index < end; index++) {
      if (split === 'val' || split === 'test') splits.push(split);
      else splits.push(drawSplit(text.sources[index]!, val, test));
    }
  }
  return splits;
}

function drawSplit(source: string, val: number, test: number): SplitName {
  const share = keyShare(sentenceKey(source));
  if (share < val) return 'val';
  return share < val + test ? 'test' : 'train';
}

/** Sources of validation and test that the data itself may also have in training. */
function heldOutKeys(text: ParallelText, splits: readonly SplitName[]): ReadonlySet<string> {
  const keys = new Set<string>();
  if (text.parts.every(({ split }) => split === null)) return keys;
  for (const [index, split] of splits.entries()) {
    if (split !== 'train') keys.add(sentenceKey(text.sources[index]!));
  }
  return keys;
}

function whyNotLearnt(
  source: string,
  target: string,
  longest: number,
  held: ReadonlySet<string>,
): 'long' | 'odd' | 'leaking' | null {
  const [sourceWords, targetWords] = [wordCount(source), wordCount(target)];
  if (Math.max(sourceWords, targetWords) > longest) return 'long';
  if (isOddRatio(sourceWords, targetWords)) return 'odd';
  return held.size > 0 && held.has(sentenceKey(source)) ? 'leaking' : null;
}

function requirePairs(part: string, { sources }: SentencePairs, where: string): void {
  if (sources.length > 0) return;
  throw new UnrollError({
    code: 'too-few-pairs',
    message: `The ${part} part has no pairs.`,
    where,
    hint: 'Use more data, longer sentences or other shares.',
  });
}
