import { meanOf } from '../figures.ts';
import type { Reproduction, Trained } from '../reproduction.ts';

/** Test MSE of the last value repeated, 70/10/20, 96 days, scaled. */
const lastValue = 0.0811;

/** A row that is there to lose: few networks beat the last value, and the program must say so. */
export const exchangeRate: Reproduction = {
  name: 'exchange-rate-96',
  title: 'Exchange rates of 8 countries, 96 days ahead: the last value repeated is hard to beat',
  task: 'forecasting',
  data: {
    files: ['exchange_rate.txt.gz', 'exchange_rate.txt'],
    source:
      'github.com/laiguokun/multivariate-time-series-data, exchange_rate/exchange_rate.txt.gz',
    hash: '6a4fbb561dcdee43f071a83badbeec9223a335552278348656738b556f1c2e9d',
  },
  trials: [
    {
      label: 'GRU',
      settings: { input_length: 96, horizon: 96, val_fraction: 0.1, test_fraction: 0.2 },
    },
  ],
  seeds: [1],
  targets: [
    {
      label: 'test MSE, scaled',
      ...meanOf('test/mse'),
      must: { text: `verdict: last value wins, or < ${lastValue}`, holds: isHonest },
      goal: null,
    },
  ],
  published: [
    { value: String(lastValue), what: 'last value repeated', source: 'computed on the same file' },
  ],
  minutes: 5,
};

/** The verdict says that the naive forecast is better exactly where it is. */
function isHonest(mse: number, trained: readonly Trained[]): boolean {
  const saysLoss = trained.every(({ run }) => run.verdict?.startsWith('Loses') === true);
  return mse < lastValue ? !saysLoss : saysLoss;
}
