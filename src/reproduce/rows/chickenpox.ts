import { meanOf } from '../figures.ts';
import { atMost, type Reproduction } from '../reproduction.ts';

/**
 * The next week of 20 counties from the last eight, on the graph of neighbouring counties and with
 * each county by itself. The file is standardised as a whole, so its own units are those in which
 * others report, and 1 is the variance.
 */
export const chickenpox: Reproduction = {
  name: 'chickenpox',
  title: 'Chickenpox in 20 Hungarian counties, one week ahead, GRU fed by a graph convolution',
  task: 'forecasting',
  data: {
    files: ['chickenpox.json'],
    source: 'github.com/benedekrozemberczki/pytorch_geometric_temporal, dataset/chickenpox.json',
    hash: '724b48cfb274b2ecbb855bdb99b970b5ef9dd3671694fa477435dc1e08293735',
  },
  trials: [
    { label: 'on the graph', settings: {} },
    { label: 'each alone', settings: { channels: 'independent' } },
  ],
  seeds: [1, 2, 3],
  targets: [
    {
      label: 'test MSE on the graph, units of the file',
      ...meanOf('test/mse_original', 'on the graph'),
      must: atMost(0.999),
      goal: atMost(0.99),
    },
    {
      label: 'test MSE, each county alone',
      ...meanOf('test/mse_original', 'each alone'),
      must: null,
      goal: null,
    },
  ],
  published: [
    { value: '1.0', what: 'variance of the file', source: 'computed on the same file' },
    {
      value: 'about 1.1',
      what: 'graph recurrent cells, last fifth as test',
      source: 'reported for PyTorch Geometric Temporal, not run here',
    },
  ],
  minutes: 3,
};
