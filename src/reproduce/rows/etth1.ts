import { figureText, meanOf } from '../figures.ts';
import { atMost, type Reproduction } from '../reproduction.ts';

/** Test MSE and MAE of SegRNN with 96 rows in (arXiv 2308.11200, table of the multivariate results). */
const segRnn = {
  96: { mse: 0.368, mae: 0.395, minutes: 5 },
  192: { mse: 0.408, mae: 0.419, minutes: 7 },
  336: { mse: 0.444, mae: 0.44, minutes: 10 },
  720: { mse: 0.446, mae: 0.457, minutes: 18 },
} as const;

export const etth1: readonly Reproduction[] = [row(96), row(192), row(336), row(720)];

/**
 * Rows 8640, 2880 and 2880, scaled by the training rows, all windows of the test part; the network
 * is what the data suggests, which follows SegRNN.
 */
function row(horizon: keyof typeof segRnn): Reproduction {
  const { mse, mae, minutes } = segRnn[horizon];
  const goal = horizon === 96 ? atMost(mse) : null;
  return {
    name: `etth1-${horizon}`,
    title: `ETTh1, 7 columns, 96 rows in, ${horizon} out: GRU by segments (SegRNN)`,
    task: 'forecasting',
    data: {
      files: ['ETTh1.csv'],
      source: 'github.com/zhouhaoyi/ETDataset, ETT-small/ETTh1.csv',
      hash: 'f18de3ad269cef59bb07b5438d79bb3042d3be49bdeecf01c1cd6d29695ee066',
    },
    trials: [{ label: 'GRU', settings: { input_length: 96, horizon } }],
    seeds: [1],
    targets: [
      {
        label: 'test MSE, scaled',
        ...meanOf('test/mse'),
        must: atMost(Number((mse + 0.01).toFixed(3))),
        goal,
      },
      { label: 'test MAE, scaled', ...meanOf('test/mae'), must: null, goal: null },
    ],
    published: [
      {
        value: `${figureText(mse)} (MAE ${figureText(mae)})`,
        what: 'SegRNN, 96 rows in',
        source: 'arXiv 2308.11200',
      },
    ],
    minutes,
  };
}
