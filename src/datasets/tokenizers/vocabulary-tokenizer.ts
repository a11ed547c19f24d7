import { Vocabulary, type VocabularyOptions } from '../vocabulary.ts';
import { joinWords } from '../words.ts';
import { plainJoiner, type TextJoiner, type Tokenizer } from './tokenizer.ts';

/** Characters or words: what the training texts show is a token, all else is `<unk>`. */
export class VocabularyTokenizer implements Tokenizer {
  readonly kind: 'character' | 'word';
  readonly unknown: number;
  readonly #vocabulary: Vocabulary;

  constructor(vocabulary: Vocabulary) {
    this.kind = vocabulary.unit === 'words' ? 'word' : 'character';
    this.#vocabulary = vocabulary;
    this.unknown = vocabulary.unknown;
  }

  /** @throws UnrollError when the texts are empty */
  static learn(texts: readonly string[], options: VocabularyOptions): VocabularyTokenizer {
    return new VocabularyTokenizer(Vocabulary.build(texts.join('\n'), options));
  }

  get size(): number {
    return this.#vocabulary.size;
  }

  encode(text: string): Int32Array {
    return this.#vocabulary.encode(text);
  }

  decode(tokens: ArrayLike<number>): string {
    return this.#vocabulary.decode(tokens);
  }

  tokenOf(token: number): string {
    return this.#vocabulary.tokenOf(token);
  }

  joiner(before: string): TextJoiner {
    const textOf = (token: number) => this.#vocabulary.tokenOf(token);
    return this.kind === 'word' ? wordJoiner(this.#vocabulary, before) : plainJoiner(textOf);
  }

  toTokenizerJson(): null {
    return null;
  }
}

/** Each word with the space that belongs before it. */
function wordJoiner(vocabulary: Vocabulary, before: string): TextJoiner {
  const known = vocabulary.encode(before);
  const last = known[known.length - 1];
  const begins = last === undefined || /\s$/.test(before);
  let previous = begins ? '\n' : vocabulary.tokenOf(last);
  const push = (token: number): string => {
    const word = vocabulary.tokenOf(token);
    const spaced = joinWords([previous, word]).slice(joinWords([previous]).length);
    previous = word;
    return spaced;
  };
  return { push, end: () => '' };
}
