import type { NumberSetting, Setting } from '../contract/index.ts';
import {
  carriedHidden,
  cellStateCells,
  maskedState,
  normalizedSums,
  recurrentMatrix,
} from './cell-setting.ts';

/** Against overfitting of the recurrence itself, shared by all tasks; all off by default. */
export const regularizationSettings: readonly Setting[] = [
  {
    name: 'dropout_kind',
    label: 'Kind of dropout',
    help: 'Whether dropout draws for every step or once for a whole sequence; locked is usual in word models (Merity et al. 2018).',
    group: 'regularization',
    level: 'advanced',
    type: 'choice',
    default: 'standard',
    choices: [
      { value: 'standard', label: 'Every step anew', help: 'Each value is dropped for itself.' },
      {
        value: 'locked',
        label: 'Locked over time',
        help: 'A unit that is dropped stays dropped through the sequence (variational dropout, Gal and Ghahramani 2016).',
      },
    ],
  },
  rate(
    'input_dropout',
    'Input dropout',
    'Share of what the first layer reads set to zero while training; off by default, 0.1 to 0.5 where inputs are many.',
  ),
  {
    ...rate(
      'recurrent_dropout',
      'Recurrent dropout',
      'Share of the hidden state hidden from the recurrent products, the same units at every step of a sequence; 0.1 to 0.3 against overfitting (Gal and Ghahramani 2016).',
    ),
    when: maskedState(0),
  },
  {
    ...rate(
      'weight_drop',
      'Weight drop',
      'Share of the recurrent weights set to zero for each training step; 0.5 in word models, instead of recurrent dropout (Merity et al. 2018).',
    ),
    when: recurrentMatrix(0),
  },
  {
    ...rate(
      'zoneout_h',
      'Zoneout of h',
      'Chance that a unit of the hidden state keeps its value for a step while training; 0.05 as published (Krueger et al. 2017), higher remembers longer and learns more slowly.',
    ),
    when: carriedHidden(0),
  },
  {
    ...rate(
      'zoneout_c',
      'Zoneout of c',
      'Chance that a unit of the cell state keeps its value for a step while training; 0.5 as published (Krueger et al. 2017).',
    ),
    when: { setting: 'cell', is: cellStateCells },
  },
  {
    name: 'layer_norm',
    label: 'Layer normalisation',
    help: 'Normalises the input and recurrent products of every step, and the LSTM’s cell before its output: steadier with long sequences and high rates, slower (Ba et al. 2016).',
    group: 'model',
    level: 'advanced',
    type: 'boolean',
    default: false,
    when: normalizedSums(false),
  },
];

function rate(name: string, label: string, help: string): NumberSetting {
  const shared = { group: 'regularization', level: 'advanced', type: 'float' } as const;
  return { name, label, help, ...shared, default: 0, min: 0, max: 0.95 };
}
