import { writeDigitStrings } from '../data/digit-strings.ts';
import { spokenDigits } from '../data/spoken-digits.ts';
import { meanOf } from '../figures.ts';
import { atMost, type Reproduction } from '../reproduction.ts';

/** No recording is in two parts. */
export const digitStrings: Reproduction = {
  name: 'digit-strings',
  title: 'Strings of three to seven spoken digits, joined from recordings: CTC',
  task: 'speech',
  data: {
    ...spokenDigits,
    make: { file: 'digit-strings.tar', write: (found, target) => writeDigitStrings(found, target) },
  },
  trials: [
    {
      label: 'GRU',
      // Half the size that so much sound suggests: ten words need no more.
      settings: { split: 'named', tokens: 'word', hidden_size: 128, num_layers: 2 },
    },
  ],
  seeds: [1],
  targets: [
    { label: 'word error rate', ...meanOf('test/wer'), must: atMost(0.05), goal: atMost(0.02) },
  ],
  published: [],
  minutes: 20,
};
