import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type BleuOptions,
  bleuSignature,
  corpusBleu,
} from '../../../src/tasks/translation/scores/bleu.ts';
import type { BleuTokenizer } from '../../../src/tasks/translation/scores/bleu-tokenizers.ts';
import { corpusChrf } from '../../../src/tasks/translation/scores/chrf.ts';

/** Against sacreBLEU (make-score-fixtures.py): equal far beyond the two decimals that it prints. */

interface Case {
  readonly name: string;
  readonly tokenizer: BleuTokenizer;
  readonly translations: string[];
  readonly references: string[][];
  readonly bleu: { readonly score: number; readonly signature: string };
  readonly sentences: number[];
  readonly chrf: number;
}

const cases = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures/scores.json'), 'utf8'),
) as Case[];

describe.each(cases.map((one) => [`${one.name}, ${one.tokenizer}`, one] as const))(
  '%s',
  (_, { tokenizer, translations, references, bleu, sentences, chrf }) => {
    const scored = translations.map((translation, index) => ({
      translation,
      references: references[index]!,
    }));
    const options: BleuOptions = { tokenizer, effectiveOrder: false };

    it('BLEU of the set, and how it was made', () => {
      expect(corpusBleu(scored, options)).toBeCloseTo(bleu.score, 6);
      expect(bleuSignature(scored, options)).toBe(bleu.signature);
    });

    it('BLEU of each sentence, with the orders that it has', () => {
      for (const [index, sentence] of scored.entries()) {
        const score = corpusBleu([sentence], { tokenizer, effectiveOrder: true });
        expect(score, sentence.translation).toBeCloseTo(sentences[index]!, 6);
      }
    });

    it('chrF of the set', () => {
      expect(corpusChrf(scored)).toBeCloseTo(chrf, 6);
    });
  },
);
