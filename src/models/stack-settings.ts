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
