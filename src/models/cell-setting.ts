import type { ChoiceSetting, SettingCondition, SettingValue } from '../contract/index.ts';

/** The recurrent unit, and which settings mean something for which. */
export const cellSetting: ChoiceSetting = {
  name: 'cell',
  label: 'Cell',
  help: 'Recurrent unit: LSTM and GRU remember longer than a simple RNN and cost 4 and 3 times as much; cells whose gates read the input alone (min…, LRU, mLSTM) train in parallel over time.',
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
    {
      value: 'sru',
      label: 'SRU',
      help: 'Simple recurrent unit: gates see their own unit’s state alone, and the input passes by; fast, for four and more layers (Lei et al. 2018).',
    },
    {
      value: 'indrnn',
      label: 'IndRNN',
      help: 'Independently recurrent network: each unit reads its own state alone, through a ReLU; very cheap, for many layers (Li et al. 2018).',
    },
    {
      value: 'lru',
      label: 'LRU',
      help: 'Linear recurrent unit: complex factors within the unit circle, read by a gated linear unit; long memory (Orvieto et al. 2023).',
    },
    {
      value: 'slstm',
      label: 'sLSTM',
      help: 'LSTM with an exponential input gate and a normalised state, which can revise what it has stored (xLSTM, Beck et al. 2024).',
    },
    {
      value: 'mlstm',
      label: 'mLSTM',
      help: 'Matrix memory of keys and values, written by an exponential gate: the largest state, trained in parallel (xLSTM, Beck et al. 2024).',
    },
  ],
};

/** Cells with two products whose sums can be normalised. */
const normalizedCells = ['rnn', 'lstm', 'gru', 'gru-reset-before'];
/** Cells that multiply their state by a matrix. */
const matrixCells = [...normalizedCells, 'slstm'];
/** Cells whose step reads h of the step before, so that units of it can be hidden. */
const maskedCells = [...matrixCells, 'indrnn'];
/** Cells in which h itself is carried on. */
const hiddenCells = [...maskedCells, 'mingru', 'minlstm'];
/** Cells that name the gate that decides how long the state lasts the forget gate. */
export const forgettingCells = ['lstm', 'minlstm', 'sru', 'slstm', 'mlstm'];
/** Cells with such a gate. */
export const keepingCells = [...forgettingCells, 'gru', 'gru-reset-before', 'mingru'];
/** Cells with a state c beside their output that can be kept by chance. */
export const cellStateCells = ['lstm', 'sru'];

export const recurrentMatrix = (neutral: SettingValue): SettingCondition =>
  only(matrixCells, neutral, 'has no matrix from state to state');

export const maskedState = (neutral: SettingValue): SettingCondition =>
  only(maskedCells, neutral, 'has no product that reads the state before');

export const carriedHidden = (neutral: SettingValue): SettingCondition =>
  only(hiddenCells, neutral, 'carries another state than its output');

export const normalizedSums = (neutral: SettingValue): SettingCondition =>
  only(normalizedCells, neutral, 'has no layer normalisation');

function only(is: readonly string[], neutral: SettingValue, why: string): SettingCondition {
  const refuse = cellSetting.choices
    .map(({ value }) => value)
    .filter((value) => !is.includes(value));
  return { setting: 'cell', is, otherwise: { refuse, neutral, why } };
}
