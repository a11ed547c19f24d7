import type { Setting } from '../contract/index.ts';

/** How layers are put together, shared by all tasks. */
export const stackSettings: readonly Setting[] = [
  {
    name: 'layer_connection',
    label: 'Layer connection',
    help: 'What a layer passes on beside its own output: with shortcuts three and more layers learn about as easily as one. Plain by default, as in PyTorch; residual from three layers on, as in GNMT.',
    group: 'model',
    level: 'advanced',
    type: 'choice',
    default: 'plain',
    choices: [
      { value: 'plain', label: 'Plain', help: 'Its output alone.' },
      {
        value: 'residual',
        label: 'Residual',
        help: 'Its output plus what it read, where both have one size (Wu et al. 2016).',
      },
      {
        value: 'highway',
        label: 'Highway',
        help: 'A learnt gate mixes its output with what it read, where both have one size (Srivastava et al. 2015).',
      },
      {
        value: 'dense',
        label: 'Dense',
        help: 'Each layer reads the input and all layers below, side by side (Ding et al. 2018): more weights.',
      },
    ],
  },
  {
    name: 'highway_bias',
    label: 'Highway bias',
    help: 'Initial bias of the transform gates: below 0 a layer at first passes on what it read, lower for more layers. -1 to -3 as published.',
    group: 'model',
    level: 'advanced',
    type: 'float',
    default: -1,
    min: -10,
    max: 10,
    search: { low: -4, high: 0 },
    when: { setting: 'layer_connection', is: ['highway'] },
  },
];

/** Attention over what was computed before; for tasks whose networks run forwards. */
export const pastAttentionSettings: readonly Setting[] = [
  {
    name: 'past_attention',
    label: 'Attention over past states',
    help: 'Each output also reads those of the steps before that fit it best, so that what is needed again must not be carried in the state. None by default; a cut into key, value and prediction was best for word models (Daniluk et al. 2017).',
    group: 'model',
    level: 'advanced',
    type: 'choice',
    default: 'none',
    choices: [
      { value: 'none', label: 'None', help: 'The state alone remembers.' },
      {
        value: 'query-key-value',
        label: 'Query, key, value',
        help: 'Three learnt projections of the whole output, as in self-attention (Vaswani et al. 2017).',
      },
      {
        value: 'key-value',
        label: 'Cut into key and value',
        help: 'Half of the units finds, half is handed over (Daniluk et al. 2017): an even hidden size.',
      },
      {
        value: 'key-value-predict',
        label: 'Cut into key, value and prediction',
        help: 'A third finds, a third is handed over, a third predicts (Daniluk et al. 2017): a hidden size that three divides.',
      },
    ],
  },
  {
    name: 'past_window',
    label: 'Past states attended to',
    help: 'Steps before each that attention reads, those before a BPTT cut included; more reach further and cost time in proportion. 15 was as good as more in word models (Daniluk et al. 2017).',
    group: 'model',
    level: 'advanced',
    type: 'integer',
    default: 15,
    min: 1,
    max: 2000,
    search: { low: 5, high: 60 },
    log: true,
    unit: 'steps',
    when: {
      setting: 'past_attention',
      is: ['query-key-value', 'key-value', 'key-value-predict'],
    },
  },
];
