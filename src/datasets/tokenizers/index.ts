import { Vocabulary } from '../vocabulary.ts';
import { readVocabularyFile } from '../vocabulary-file.ts';
import { ForeignTokenizer } from './foreign-tokenizer.ts';
import { SubwordTokenizer } from './subword-tokenizer.ts';
import type { Tokenizer, TokenizerKind } from './tokenizer.ts';
import { VocabularyTokenizer } from './vocabulary-tokenizer.ts';

export {
  type TextJoiner,
  type Tokenizer,
  type TokenizerKind,
  tokenizerKinds,
} from './tokenizer.ts';

export interface TokenizerOptions {
  readonly kind: TokenizerKind;
  /** Tokens at most; 0 keeps all characters or words, and makes `usualSubwords` subwords. */
  readonly size: number;
  /** Characters and words seen less often become unknown. */
  readonly minCount: number;
  /** Path of a tokenizer.json, for the kind `file`. */
  readonly file: string;
  /** Path of a JSON file that numbers characters or words, which then are not counted; empty for none. */
  readonly vocabularyFile?: string;
}

/** Enough for words to be whole or in two, few enough for a small network (Sennrich et al. 2016 use more). */
export const usualSubwords = 4000;

/**
 * Learns a tokenizer from the training texts.
 * @throws UnrollError when there is no text, or the file cannot be used
 */
export async function learnTokenizer(
  texts: readonly string[],
  { kind, size, minCount, file, vocabularyFile = '' }: TokenizerOptions,
): Promise<Tokenizer> {
  if (vocabularyFile !== '' && (kind === 'character' || kind === 'word')) {
    const unit = kind === 'word' ? 'words' : 'characters';
    const tokens = await readVocabularyFile(vocabularyFile);
    return new VocabularyTokenizer(Vocabulary.ofTokens(unit, tokens));
  }
  switch (kind) {
    case 'character':
      return VocabularyTokenizer.learn(texts, { unit: 'characters', minCount, maxSize: size });
    case 'word':
      return VocabularyTokenizer.learn(texts, { unit: 'words', minCount, maxSize: size });
    case 'byte':
      return SubwordTokenizer.bytes();
    case 'bpe':
    case 'unigram':
      return SubwordTokenizer.learn(kind, texts, size === 0 ? usualSubwords : Math.max(256, size));
    case 'file':
      return ForeignTokenizer.open(file);
  }
}

/** "4,000 subwords": what tokens of a kind are called. */
export const unitNames: Readonly<Record<TokenizerKind, string>> = {
  character: 'characters',
  byte: 'bytes',
  word: 'words',
  bpe: 'subwords',
  unigram: 'subwords',
  file: 'tokens',
};
