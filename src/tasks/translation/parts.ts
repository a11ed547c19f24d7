import { numberOf, type Settings, UnrollError } from '../../contract/index.ts';
import { isOddRatio, type ParallelText } from '../../datasets/index.ts';
import type { SplitName } from '../../datasets/splits.ts';
import { wordCount } from '../../datasets/words.ts';
import { partNames } from '../part-names.ts';
import { leavingOne, type Shares, sharesTaken } from '../shares.ts';
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
 * @throws UnrollError when a part that was asked for has no pairs
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
  const shares = sharesOf(text, settings);
  requirePairs('train', parts.train);
  requirePairs('val', parts.val);
  if (shares.test > 0) requirePairs('test', parts.test);
  return { ...parts, left };
}

function emptyPairs(): SentencePairs {
  return { sources: [], targets: [] };
}

/** Shares are taken only for parts that the data does not name. */
function sharesOf({ parts }: ParallelText, settings: Settings): Shares {
  const has = (split: SplitName) => parts.some((part) => part.split === split);
  return translationShares({ val: has('val'), test: has('test') }, settings);
}

/** @throws UnrollError when they leave nothing to learn from */
export function translationShares(
  given: { readonly val: boolean; readonly test: boolean },
  settings: Settings,
): Shares {
  const words = { code: 'no-training-text', usual: '0.02 each is usual' };
  return sharesTaken(settings, given, words);
}

function splitOfEach(text: ParallelText, settings: Settings): SplitName[] {
  const shares = sharesOf(text, settings);
  const drawn = drawSplits(text, shares);
  const splits: SplitName[] = [];
  for (const { split, start, end } of text.parts) {
    for (let index = start; index < end; index++) {
      if (split === 'val' || split === 'test') splits.push(split);
      else splits.push(drawn.get(sentenceKey(text.sources[index]!)) ?? 'train');
    }
  }
  return splits;
}

/**
 * The part of each sentence that can be learnt from, by its place between 0 and 1. Where no sentence
 * of a few lies within a share that was asked for, the next one is taken, so that no part is empty as
 * long as there are sentences for it.
 */
function drawSplits(
  { sources, targets, parts }: ParallelText,
  { val, test }: Shares,
): ReadonlyMap<string, SplitName> {
  const places = new Map<string, number>();
  for (const { split, start, end } of parts) {
    if (split === 'val' || split === 'test') continue;
    for (let index = start; index < end; index++) {
      if (sources[index] === '' || targets[index] === '') continue;
      const key = sentenceKey(sources[index]!);
      if (!places.has(key)) places.set(key, keyShare(key));
    }
  }
  const keys = [...places].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1));
  const below = (share: number) => keys.filter(([, place]) => place < share).length;
  const atLeast = (share: number) => (share > 0 ? 1 : 0);
  const wanted = {
    val: Math.max(atLeast(val), below(val)),
    test: Math.max(atLeast(test), below(val + test) - below(val)),
  };
  const held = leavingOne(wanted, keys.length);
  return new Map(
    keys.map(([key], index) => [
      key,
      index < held.val ? 'val' : index < held.val + held.test ? 'test' : 'train',
    ]),
  );
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

function requirePairs(part: SplitName, { sources }: SentencePairs): void {
  if (sources.length > 0) return;
  throw tooFewPairs(part);
}

/** What is said where a part has no pairs. */
export function tooFewPairs(part: SplitName): UnrollError {
  const hints = {
    train: 'Use more data, or allow longer sentences with max_words.',
    val: 'Use more data: sentences that differ stand in the parts, all translations of one together.',
    test: 'Use more data, or set test_fraction to 0 to train without a test.',
  };
  return new UnrollError({
    code: 'too-few-pairs',
    message: `The ${partNames[part]} part has no pairs.`,
    where: { train: 'max_words', val: 'val_fraction', test: 'test_fraction' }[part],
    hint: hints[part],
    data: { part },
  });
}
