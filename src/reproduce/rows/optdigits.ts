import { meanOf } from '../figures.ts';
import { atLeast, type Reproduction } from '../reproduction.ts';

export const optdigits: Reproduction = {
  name: 'optdigits',
  title: 'Handwritten digits of 8 x 8, read line by line, 20 % held out for the test',
  task: 'classification',
  data: {
    files: ['optdigits-1797.csv.gz', 'digits.csv.gz'],
    source: 'scikit-learn, sklearn/datasets/data/digits.csv.gz (UCI, CC BY 4.0)',
    hash: '46abec6b12486ad9e51943373abcf22bbea1b5a51a1619b361570d8893f1464a',
  },
  trials: [{ label: 'GRU', settings: { test_fraction: 0.2 } }],
  seeds: [1, 2, 3],
  targets: [
    {
      label: 'share of digits right, mean of the seeds',
      ...meanOf('test/accuracy'),
      must: atLeast(0.97),
      goal: atLeast(0.985),
    },
  ],
  published: [],
  minutes: 3,
};
