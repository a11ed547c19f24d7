import { meanOf } from '../figures.ts';
import { near, type Reproduction } from '../reproduction.ts';
import { tinyShakespeare } from './tiny-shakespeare.ts';

const source = 'github.com/crazydonkey200/tensorflow-char-rnn, pretrained_shakespeare';

/**
 * Weights that another program trained, measured here: what is checked is that they mean the same.
 * The bounds are the perplexities of the same weights in float64, state carried from the start.
 */
export const shakespeareWeights: Reproduction = {
  name: 'shakespeare-weights',
  title: 'Character LSTM 2 x 128 that another program trained, measured on Tiny Shakespeare 90/5/5',
  task: 'language-model',
  data: tinyShakespeare.data,
  weights: {
    file: { files: ['shakespeare_char_lstm.safetensors'], source },
    vocabulary: { files: ['shakespeare_char_lstm.vocab.json'], source },
  },
  trials: [{ label: 'imported', settings: { val_fraction: 0.05, test_fraction: 0.05 } }],
  seeds: [1],
  targets: [
    {
      label: 'perplexity, characters 90 to 95 %',
      ...meanOf('val/ppl'),
      must: near(4.328, 0.01),
      goal: null,
    },
    {
      label: 'perplexity, characters 95 to 100 %',
      ...meanOf('test/ppl'),
      must: near(5.309, 0.01),
      goal: null,
    },
  ],
  published: [
    { value: '4.335 and 5.388', what: 'the same weights', source: 'tensorflow-char-rnn' },
  ],
  minutes: 1,
};
