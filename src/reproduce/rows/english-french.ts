import { mean, valuesOf } from '../figures.ts';
import { atLeast, type Reproduction, type Trained } from '../reproduction.ts';

const bleu = 'test/bleu';

/**
 * Tatoeba's sentences, held out by the English sentence, translated greedily. There is no customary
 * split, so the published figures on other data say only how much attention is worth.
 */
export const englishFrench: Reproduction = {
  name: 'english-french',
  title:
    'English to French sentences (Tatoeba): GRU encoder and decoder, with and without attention',
  task: 'translation',
  data: {
    files: ['tatoeba-fra-eng-2017.zip', 'fra-eng.zip'],
    source: 'www.manythings.org/anki, French - English',
    hash: '16c4f7d0df9e7c5e6c54cdb0447f3f4a18a55052ff5e2e0b27dd4a06c0e49d04',
  },
  trials: [trial('attention', 'general'), trial('no attention', 'none')],
  seeds: [1],
  targets: [
    {
      label: 'BLEU of greedy translation',
      metric: bleu,
      value: (trained) => mean(valuesOf(trained, bleu, 'attention')),
      must: atLeast(35),
      goal: atLeast(45),
    },
    {
      label: 'BLEU gained by attention',
      metric: 'bleu_gain',
      value: gain,
      must: atLeast(5),
      goal: null,
    },
  ],
  published: [
    {
      value: '28.3 with, 13.8 to 20.6 without',
      what: "GRU and Bahdanau's attention on Multi30k German-English",
      source: 'other data: it says what attention is worth',
    },
  ],
  minutes: 60,
};

/** Both have the same epochs. */
function trial(label: string, attention: string): Reproduction['trials'][number] {
  const time = { max_epochs: 7, max_minutes: 60, schedule: 'cosine' };
  return { label, settings: { ...time, attention, eval_sentences: 200 } };
}

function gain(trained: readonly Trained[]): number | null {
  const withAttention = mean(valuesOf(trained, bleu, 'attention'));
  const without = mean(valuesOf(trained, bleu, 'no attention'));
  return withAttention === null || without === null ? null : withAttention - without;
}
