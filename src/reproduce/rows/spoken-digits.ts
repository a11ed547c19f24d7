import { speakers, spokenDigits } from '../data/spoken-digits.ts';
import { meanOf } from '../figures.ts';
import { atLeast, type Reproduction } from '../reproduction.ts';

const published = [
  {
    value: '0.973',
    what: 'bidirectional LSTM of 50 on 39 MFCCs, random split, 6 speakers',
    source: 'reported by its author',
  },
];

export const spokenDigitsOfficial: Reproduction = {
  name: 'spoken-digits',
  title: 'Free Spoken Digit Dataset, official split (takes 0 to 4): bidirectional GRU with CTC',
  task: 'speech',
  data: spokenDigits,
  trials: [{ label: 'GRU', settings: { split: 'takes', last_test_take: 4 } }],
  seeds: [1],
  targets: [
    {
      label: 'share of recordings right',
      ...meanOf('test/accuracy'),
      must: atLeast(0.98),
      goal: atLeast(0.99),
    },
  ],
  published,
  minutes: 5,
};

/** What is learnt of three voices, measured on the fourth. Nothing is promised: it is hard. */
export const spokenDigitsSpeakers: Reproduction = {
  name: 'spoken-digits-speakers',
  title: 'Free Spoken Digit Dataset, each speaker in turn kept out of the training',
  task: 'speech',
  data: spokenDigits,
  trials: speakers.map((speaker) => ({
    label: speaker,
    settings: { split: 'speaker', hold_out_speaker: speaker, max_epochs: 20 },
  })),
  seeds: [1],
  targets: [
    {
      label: 'share of recordings right, mean of the speakers',
      ...meanOf('test/accuracy'),
      must: null,
      goal: null,
    },
    ...speakers.map((speaker) => ({
      label: `${speaker} kept out`,
      ...meanOf('test/accuracy', speaker),
      must: null,
      goal: null,
    })),
  ],
  published,
  minutes: 20,
};
