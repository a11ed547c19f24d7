import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../../src/contract/index.ts';
import { taskDescriptor } from '../../../src/tasks/descriptors.ts';
import { measureNgrams } from '../../../src/tasks/language-model/baselines.ts';
import { makeCorpus } from '../../../src/tasks/language-model/corpus.ts';
import { NgramModel } from '../../../src/tasks/language-model/ngram.ts';
import type { Patience } from '../../../src/tasks/task.ts';
import { dataPath } from '../../support/data.ts';

const patient: Patience = { pause: async () => false };
const shakespeare = dataPath('text/tinyshakespeare.txt');

describe('NgramModel', () => {
  it('gives the Witten-Bell probabilities of a small example by hand', async () => {
    // a b a b a: after a comes b twice; after b comes a twice. Vocabulary of 4.
    const model = await NgramModel.train(Int32Array.of(1, 2, 1, 2, 1), 4, 2, patient);
    const unigram = (count: number) => (count + 2 * 0.25) / (5 + 2);
    const bigram = (count: number, lower: number) => (count + 1 * lower) / (2 + 1);
    const [one, two] = (await model!.crossEntropy(Int32Array.of(1, 2, 3), patient))!;
    // Tokens 2 and 3 are predicted; 3 was never seen, nor was anything but 1 after 2.
    expect(one).toBeCloseTo(-Math.log(unigram(2)) - Math.log(unigram(0)), 12);
    const expected = -Math.log(bigram(2, unigram(2))) - Math.log(bigram(0, unigram(0)));
    expect(two).toBeCloseTo(expected, 12);
  });

  it('sums to one over the vocabulary after any history', async () => {
    const training = Int32Array.from({ length: 400 }, (_, index) => (index * index + index) % 5);
    const model = (await NgramModel.train(training, 6, 4, patient))!;
    for (const history of [[0, 2, 1], [4, 4, 4], [5, 5, 5], [2]]) {
      const totals = new Float64Array(4);
      const before = (await model.crossEntropy(Int32Array.from(history), patient))!;
      for (let token = 0; token < 6; token++) {
        const sums = (await model.crossEntropy(Int32Array.of(...history, token), patient))!;
        for (let order = 0; order < 4; order++) {
          totals[order]! += Math.exp(before[order]! - sums[order]!);
        }
      }
      for (const total of totals) expect(total).toBeCloseTo(1, 10);
    }
  });

  it('stops between pieces when patience ends', async () => {
    const impatient: Patience = { pause: async () => true };
    expect(await NgramModel.train(Int32Array.of(1, 2), 3, 2, impatient)).toBeNull();
  });

  // Computed apart from this project on the last tenth of the file, to three decimals.
  it.runIf(shakespeare !== null)(
    'reproduces the published figures on Tiny Shakespeare',
    async () => {
      const text = readFileSync(shakespeare!, 'utf8');
      const settings = parseSettings(taskDescriptor('language-model').settings, {});
      const corpus = await makeCorpus(text, settings);
      expect(corpus.train.tokens).toHaveLength(1_003_854);
      expect(corpus.val.tokens).toHaveLength(111_540);
      expect(corpus.tokenizer.size).toBe(66);
      const { tokenizer, train, val } = corpus;
      const model = await NgramModel.train(train.tokens, tokenizer.size, 6, patient);
      const sums = await model!.crossEntropy(val.tokens, patient);
      const nats = [...sums!].map((sum) => sum / (val.tokens.length - 1));
      for (const [index, expected] of [2.049, 1.774, 1.669, 1.698].entries()) {
        expect(nats[2 + index], `${3 + index}-gram`).toBeCloseTo(expected, 3);
      }
      const baselines = await measureNgrams(corpus, patient);
      expect(baselines!.map(({ name }) => name)).toEqual(['5-gram', 'unigram']);
      expect(baselines![0]!.metrics['val/nats']).toBeCloseTo(1.669, 3);
      expect(baselines![0]!.metrics).not.toHaveProperty(['test/nats']);
    },
  );
});
