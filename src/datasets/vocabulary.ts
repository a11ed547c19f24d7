import { z } from 'zod';
import { UnrollError } from '../contract/index.ts';
import { joinWords, wordsOf } from './words.ts';

/** Stands for every token that the training text did not show; always number 0. */
export const unknownToken = '<unk>';

export const vocabularyUnits = ['characters', 'words'] as const;
export type VocabularyUnit = (typeof vocabularyUnits)[number];

export interface VocabularyOptions {
  readonly unit: VocabularyUnit;
  /** Rarer tokens become `<unk>`. */
  readonly minCount?: number;
  /** Tokens at most, `<unk>` included; the most frequent stay. 0 keeps all. */
  readonly maxSize?: number;
  /** Lower-cases the text before counting and before encoding. */
  readonly lowerCase?: boolean;
}

const savedVocabularySchema = z.object({
  unit: z.enum(vocabularyUnits),
  lowerCase: z.boolean(),
  tokens: z.array(z.string()).min(1),
});
export type SavedVocabulary = z.infer<typeof savedVocabularySchema>;

/**
 * Tokens by number and back: characters (Unicode code points) or words.
 *
 * Guarantees: built from the text it is given and nothing else, so give it the training part alone;
 * numbers fall with frequency, ties in code unit order, so that the same text gives the same
 * numbers everywhere; `decode(encode(text))` is the text for characters whenever all are known.
 */
export class Vocabulary {
  readonly unit: VocabularyUnit;
  readonly lowerCase: boolean;
  /** By number; the first is `<unk>`, unless they were given. */
  readonly tokens: readonly string[];
  readonly #ids: ReadonlyMap<string, number>;
  /** Number of `<unk>`. */
  readonly unknown: number;

  private constructor(saved: SavedVocabulary) {
    this.unit = saved.unit;
    this.lowerCase = saved.lowerCase;
    this.tokens = saved.tokens;
    this.#ids = new Map(saved.tokens.map((token, index) => [token, index]));
    this.unknown = this.#ids.get(unknownToken) ?? 0;
  }

  /** @throws UnrollError when the text is empty */
  static build(trainingText: string, options: VocabularyOptions): Vocabulary {
    const { unit, minCount = 1, maxSize = 0, lowerCase = false } = options;
    const counts = new Map<string, number>();
    for (const token of tokensOf(trainingText, unit, lowerCase)) {
      counts.set(token, (counts.get(token) ?? 0) + 1);
    }
    counts.delete(unknownToken);
    if (counts.size === 0) {
      throw new UnrollError({
        code: 'empty-text',
        message: `The training text holds no ${unit}.`,
        hint: 'Choose a file with text in it.',
      });
    }
    const kept = [...counts]
      .filter(([, count]) => count >= minCount)
      .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
      .map(([token]) => token);
    const limit = maxSize > 0 ? Math.max(1, maxSize - 1) : kept.length;
    return new Vocabulary({ unit, lowerCase, tokens: [unknownToken, ...kept.slice(0, limit)] });
  }

  /** Tokens that come with trained weights, in their order. @param tokens `<unk>` among them */
  static ofTokens(unit: VocabularyUnit, tokens: readonly string[]): Vocabulary {
    return new Vocabulary({ unit, lowerCase: false, tokens: [...tokens] });
  }

  /** @throws UnrollError when the data is not a vocabulary */
  static fromJSON(saved: unknown): Vocabulary {
    const parsed = savedVocabularySchema.safeParse(saved);
    const tokens = parsed.success ? parsed.data.tokens : [];
    if (!parsed.success || tokens[0] !== unknownToken || new Set(tokens).size < tokens.length) {
      throw new UnrollError({
        code: 'invalid-vocabulary',
        message: 'This is not a vocabulary that Unroll wrote.',
        hint: 'Use the vocabulary that was saved with the run.',
      });
    }
    return new Vocabulary(parsed.data);
  }

  /** Number of tokens, `<unk>` included. */
  get size(): number {
    return this.tokens.length;
  }

  /** @returns one number for each token of the text; `unknown` for those that it lacks */
  encode(text: string): Int32Array {
    let ids = new Int32Array(
      Math.max(16, this.unit === 'characters' ? text.length : text.length >> 2),
    );
    let length = 0;
    for (const token of tokensOf(text, this.unit, this.lowerCase)) {
      if (length === ids.length) {
        const larger = new Int32Array(ids.length * 2);
        larger.set(ids);
        ids = larger;
      }
      ids[length++] = this.#ids.get(token) ?? this.unknown;
    }
    return ids.slice(0, length);
  }

  /** Words are joined as people write them: no space before a full stop, none after a bracket. */
  decode(ids: ArrayLike<number>): string {
    const tokens = Array.from(ids, (id) => this.tokenOf(id));
    return this.unit === 'characters' ? tokens.join('') : joinWords(tokens);
  }

  /** @throws RangeError for a number that the vocabulary does not have: a defect */
  tokenOf(id: number): string {
    const token = this.tokens[id];
    if (token === undefined) throw new RangeError(`the vocabulary has no token ${id}`);
    return token;
  }

  has(token: string): boolean {
    return this.#ids.has(token);
  }

  toJSON(): SavedVocabulary {
    return { unit: this.unit, lowerCase: this.lowerCase, tokens: [...this.tokens] };
  }
}

function tokensOf(text: string, unit: VocabularyUnit, lowerCase: boolean): Iterable<string> {
  const source = lowerCase ? text.toLowerCase() : text;
  return unit === 'characters' ? source : wordsOf(source);
}
