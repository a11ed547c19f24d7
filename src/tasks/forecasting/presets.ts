import type { Preset } from '../../contract/index.ts';

/** Forecasters as they were published. */
export const forecastingPresets: readonly Preset[] = [
  {
    id: 'segrnn',
    label: 'SegRNN',
    help: 'One GRU layer of 512 that reads segments of 24 rows and forecasts all segments at once (Lin et al. 2023, arXiv 2308.11200); for hourly rows.',
    settings: {
      input_length: 96,
      segment_length: 24,
      normalization: 'last-value',
      channels: 'independent',
      decoding: 'parallel',
      cell: 'gru',
      hidden_size: 512,
      num_layers: 1,
      dropout: 0.5,
      optimizer: 'adam',
      lr: 1e-3,
      schedule: 'step',
      hold_epochs: 2,
      decay_epochs: 1,
      decay_factor: 0.8,
      batch_size: 256,
      max_epochs: 30,
      patience: 10,
    },
  },
];
