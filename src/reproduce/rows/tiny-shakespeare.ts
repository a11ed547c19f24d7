import { meanOf } from '../figures.ts';
import { atMost, type Reproduction } from '../reproduction.ts';

/** The best recurrent figures at this size come from arXiv 2410.01201, as reported there. */
export const tinyShakespeare: Reproduction = {
  name: 'tiny-shakespeare',
  title: 'Tiny Shakespeare by characters: an LSTM, last tenth of the text',
  task: 'language-model',
  data: {
    files: ['tinyshakespeare.txt'],
    source: 'github.com/karpathy/char-rnn, data/tinyshakespeare/input.txt',
    sample: 'tinyshakespeare.txt',
    hash: '86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed',
  },
  trials: [{ label: 'LSTM', settings: { max_minutes: 15 } }],
  seeds: [1],
  targets: [
    { label: 'nats a character', ...meanOf('val/nats'), must: atMost(1.55), goal: atMost(1.5) },
  ],
  published: [
    { value: '1.548', what: 'minGRU', source: 'arXiv 2410.01201' },
    { value: '1.629', what: 'LSTM 3 x 800, 1000 iterations', source: 'torch-rnn' },
    { value: '1.4697', what: 'transformer 6 x 384 on an A100', source: 'nanoGPT' },
  ],
  minutes: 8,
};
