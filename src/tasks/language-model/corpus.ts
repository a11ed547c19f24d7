import { numberOf, type Settings, textOf } from '../../contract/index.ts';
import { learnTokenizer, type Tokenizer, type TokenizerKind } from '../../datasets/index.ts';
import { contiguousSplit } from '../../datasets/splits.ts';
import { expectTokens, textShares } from './text-length.ts';

/** One part of a text as token numbers. */
export interface TokenSequence {
  readonly tokens: Int32Array;
  /** Unicode characters of the text behind all tokens but the first, which is never predicted. */
  readonly characters: number;
  /** Bytes of UTF-8, likewise. */
  readonly bytes: number;
}

export interface Corpus {
  readonly tokenizer: Tokenizer;
  readonly train: TokenSequence;
  readonly val: TokenSequence;
  /** Empty where no test was asked for. */
  readonly test: TokenSequence;
}

/**
 * Cuts a text into consecutive parts and numbers its tokens; the vocabulary knows the training part
 * alone. Tokens never straddle a cut: unless they are single characters, it moves on to the next
 * white space.
 * @throws UnrollError when a part is too short or the tokenizer cannot be had
 */
export async function makeCorpus(text: string, settings: Settings): Promise<Corpus> {
  const kind = textOf(settings, 'tokens') as TokenizerKind;
  const parts = cutText(text, settings, kind !== 'character');
  const tokenizer = await learnTokenizer([parts.train], {
    kind,
    size: numberOf(settings, 'vocabulary_size'),
    minCount: numberOf(settings, 'min_count'),
    file: textOf(settings, 'tokenizer_file'),
    vocabularyFile: textOf(settings, 'vocabulary_file'),
  });
  const corpus = {
    tokenizer,
    train: encode(parts.train, tokenizer),
    val: encode(parts.val, tokenizer),
    test: encode(parts.test, tokenizer),
  };
  expectTokens(settings, { of: (part) => corpus[part].tokens.length, atMost: false });
  return corpus;
}

interface TextParts {
  readonly train: string;
  readonly val: string;
  readonly test: string;
}

function cutText(text: string, settings: Settings, betweenWords: boolean): TextParts {
  const { val, test } = textShares(settings);
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

function encode(text: string, tokenizer: Tokenizer): TokenSequence {
  const tokens = text === '' ? new Int32Array(0) : tokenizer.encode(text);
  const first = firstText(text, tokens, tokenizer);
  // Counted by what the text holds, so that an unknown token still stands for its characters.
  const characters = tokenizer.kind === 'character' ? tokens.length : characterCount(text);
  return {
    tokens,
    characters: Math.max(0, characters - characterCount(first)),
    bytes: Math.max(0, Buffer.byteLength(text) - Buffer.byteLength(first)),
  };
}

/** What the first token stands for; an unknown one of other kinds is not taken away. */
function firstText(text: string, tokens: Int32Array, tokenizer: Tokenizer): string {
  if (tokens.length === 0) return '';
  if (tokenizer.kind === 'character') return String.fromCodePoint(text.codePointAt(0)!);
  return tokens[0] === tokenizer.unknown ? '' : tokenizer.decode(tokens.subarray(0, 1));
}

function characterCount(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
