import type { Setting } from '../../contract/index.ts';

/** Whether what is measured and kept is the weights themselves or their average over the run. */
export const averagingSettings: readonly Setting[] = [
  {
    name: 'averaging',
    type: 'choice',
    default: 'off',
    label: 'Weight averaging',
    help: 'Measures and keeps an average of the weights over the run, beside the weights that go on learning: smoother, often a little better. Off by default; takes their memory once more.',
    group: 'optimization',
    level: 'advanced',
    choices: [
      { value: 'off', label: 'Off', help: 'The weights as they are.' },
      {
        value: 'ema',
        label: 'EMA',
        help: 'Exponential moving average over every update (Polyak and Juditsky 1992).',
      },
      {
        value: 'swa',
        label: 'SWA',
        help: 'Mean of the weights at the ends of the last epochs (Izmailov et al. 2018); wants a rate that stays up: the constant schedule.',
      },
      {
        value: 'nt-asgd',
        label: 'NT-ASGD',
        help: 'Mean of all weights since the metric stopped improving (Merity et al. 2018); for plain SGD with a constant, high rate.',
      },
    ],
  },
  {
    name: 'averaging_decay',
    type: 'float',
    default: 0.999,
    min: 0,
    max: 0.999999,
    label: 'Decay of the average',
    help: 'Share of the average that stays at each update; higher averages over more updates, about 1 / (1 - decay). 0.999 by convention, less while a run is young.',
    group: 'optimization',
    level: 'advanced',
    when: { setting: 'averaging', is: ['ema'] },
  },
  {
    name: 'averaging_start',
    type: 'float',
    default: 0.75,
    min: 0,
    max: 0.99,
    label: 'Start of the average',
    help: 'Share of the run after which the weights of each epoch join the mean; later averages fewer, better ones. 0.75 as published.',
    group: 'optimization',
    level: 'advanced',
    when: { setting: 'averaging', is: ['swa'] },
  },
  {
    name: 'averaging_patience',
    type: 'integer',
    default: 5,
    min: 1,
    max: 1000,
    unit: 'evaluations',
    label: 'Patience of the average',
    help: 'Averaging starts when the metric is worse than the best of all evaluations but this many last ones; higher starts later. 5 as published.',
    group: 'optimization',
    level: 'advanced',
    when: { setting: 'averaging', is: ['nt-asgd'] },
  },
];
