import { numberOf, type Settings, textOf, UnrollError } from '../../contract/index.ts';
import { contiguousSplit } from '../../datasets/splits.ts';
import { Vocabulary } from '../../datasets/vocabulary.ts';

/** One part of a text as token numbers. */
export interface TokenSequence {
  readonly tokens: Int32Array;
  /** Unicode characters of the text behind all tokens but the first, which is never predicted. */
  readonly characters: number;
}

export interface Corpus {
  readonly vocabulary: Vocabulary;
  readonly train: TokenSequence;
  readonly val: TokenSequence;
  /** Empty where no test was asked for. */
  readonly test: TokenSequence;
}

/**
 * Cuts a text into consecutive parts and numbers its tokens; the vocabulary knows the training part
 * alone. Word tokens never straddle a cut: it moves on to the next white space.
 * @throws UnrollError when a part is too short
 */
export function makeCorpus(text: string, settings: Settings): Corpus {
  const words = textOf(settings, 'tokens') === 'word';
  const parts = cutText(text, settings, words);
  const vocabulary = Vocabulary.build(parts.train, {
    unit: words ? 'words' : 'characters',
    minCount: numberOf(settings, 'min_count'),
    maxSize: numberOf(settings, 'vocabulary_size'),
  });
  const corpus = {
    vocabulary,
    train: encode(parts.train, vocabulary),
    val: encode(parts.val, vocabulary),
    test: encode(parts.test, vocabulary),
  };
  requireTokens('training', corpus.train, numberOf(settings, 'batch_size') + 1, 'batch_size');
  requireTokens('validation', corpus.val, 2, 'val_fraction');
  if (parts.test !== '') requireTokens('test', corpus.test, 2, 'test_fraction');
  return corpus;
}

interface TextParts {
  readonly train: string;
  readonly val: string;
  readonly test: string;
}

function cutText(text: string, settings: Settings, betweenWords: boolean): TextParts {
  const val = numberOf(settings, 'val_fraction');
  const test = numberOf(settings, 'test_fraction');
  if (val + test > 0.95) {
    throw new UnrollError({
      code: 'no-training-text',
      message: `val_fraction ${val} and test_fraction ${test} leave too little to train on.`,
      where: 'val_fraction',
      hint: 'Choose shares that add up to 0.95 at most; 0.1 and 0 are usual.',
    });
  }
  const ranges = contiguousSplit(text.length, 1 - val - test, val);
  const trainEnd = moveCut(text, ranges.train.end, betweenWords);
  const valEnd = moveCut(text, ranges.val.end, betweenWords);
  return {
    train: text.slice(0, trainEnd),
    val: text.slice(trainEnd, valEnd),
    test: text.slice(valEnd),
  };
}

/** Off the middle of a character that takes two code units and, for words, on to white space. */
function moveCut(text: string, cut: number, betweenWords: boolean): number {
  const isLowSurrogate = (at: number) => (text.charCodeAt(at) & 0xfc00) === 0xdc00;
  let at = cut;
  if (at < text.length && isLowSurrogate(at)) at++;
  // Scripts without spaces have nothing to move on to: there every character is a word.
  const furthest = Math.min(text.length, cut + 100);
  if (!betweenWords) return at;
  for (let next = at; next < furthest; next++) if (/\s/.test(text[next]!)) return next;
  return at;
}

function encode(text: string, vocabulary: Vocabulary): TokenSequence {
  const tokens = text === '' ? new Int32Array(0) : vocabulary.encode(text);
  if (vocabulary.unit === 'characters') {
    return { tokens, characters: Math.max(0, tokens.length - 1) };
  }
  let characters = 0;
  for (const _ of text) characters++;
  const first = tokens.length === 0 ? '' : vocabulary.tokenOf(tokens[0]!);
  return { tokens, characters: Math.max(0, characters - first.length) };
}

function requireTokens(
  part: string,
  { tokens }: TokenSequence,
  needed: number,
  where: string,
): void {
  if (tokens.length >= needed) return;
  throw new UnrollError({
    code: 'text-too-short',
    message: `The ${part} part of the text has ${tokens.length} tokens, but at least ${needed} are needed.`,
    where,
    hint: 'Use a longer text, a smaller batch_size or other shares.',
  });
}
