import type { ChoiceSetting, SettingCondition, SettingValue } from '../contract/index.ts';

/** The recurrent unit, and which settings mean something for which. */
export const cellSetting: ChoiceSetting = {
  name: 'cell',
  label: 'Cell',
  help: 'Recurrent unit: LSTM and GRU remember longer than a simple RNN and cost 4 and 3 times as much; cells whose gates read the input alone (min…) run several times faster and hold less.',
  group: 'model',
  level: 'basic',
  type: 'choice',
  default: 'lstm',
  choices: [
    {
      value: 'rnn',
      label: 'RNN',
      help: 'Simple recurrent network (Elman): one tanh, short memory, fast.',
    },
    {
      value: 'lstm',
      label: 'LSTM',
      help: 'Long short-term memory: three gates and a cell state.',
    },
    {
      value: 'gru',
      label: 'GRU',
      help: 'Gated recurrent unit, reset after the product, as in PyTorch.',
    },
    {
      value: 'gru-reset-before',
      label: 'GRU, reset before',
      help: 'Gated recurrent unit as first published: the state is reset before the product.',
    },
    {
      value: 'mingru',
      label: 'minGRU',
      help: 'GRU whose gate reads the input alone: a linear recurrence, fast; near a GRU with two or three layers (Feng et al. 2024).',
    },
    {
      value: 'minlstm',
      label: 'minLSTM',
      help: 'LSTM without output gate whose gates read the input alone and share one whole: fast (Feng et al. 2024).',
    },
  ],
};

/** Cells that multiply their state by a matrix. */
const matrixCells = ['rnn', 'lstm', 'gru', 'gru-reset-before'];
/** Cells whose step reads h of the step before, so that units of it can be hidden. */
const maskedCells = matrixCells;
const normalizedCells = matrixCells;
/** Cells in which h itself is carried on. */
const hiddenCells = [...matrixCells, 'mingru', 'minlstm'];
/** Cells with a gate that decides how long the state lasts. */
export const keepingCells = ['lstm', 'gru', 'gru-reset-before', 'mingru', 'minlstm'];
/** Cells that name it the forget gate. */
export const forgettingCells = ['lstm', 'minlstm'];
/** Cells with a state c beside their output that can be kept by chance. */
export const cellStateCells = ['lstm'];

export const recurrentMatrix = (neutral: SettingValue): SettingCondition =>
  only(matrixCells, neutral, 'has no matrix from state to state');

export const maskedState = (neutral: SettingValue): SettingCondition =>
  only(maskedCells, neutral, 'has no product that reads the state before');

export const carriedHidden = (neutral: SettingValue): SettingCondition =>
  only(hiddenCells, neutral, 'carries another state than its output');

export const normalizedSums = (neutral: SettingValue): SettingCondition =>
  only(normalizedCells, neutral, 'has no recurrent product to normalise beside that of the input');

function only(is: readonly string[], neutral: SettingValue, why: string): SettingCondition {
  const refuse = cellSetting.choices
    .map(({ value }) => value)
    .filter((value) => !is.includes(value));
  return { setting: 'cell', is, otherwise: { refuse, neutral, why } };
}
