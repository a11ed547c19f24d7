import type { Parameter, ParameterValues } from '../../../src/search/space/parameter.ts';

/** A trial that really ran: its settings and its validation loss after each epoch. */
export interface RecordedTrial {
  readonly values: ParameterValues;
  /** Shorter than a full trial where training diverged. */
  readonly losses: readonly number[];
}

export interface RecordedTable {
  /** Length of a full trial. */
  readonly epochs: number;
  readonly trials: readonly RecordedTrial[];
}

/** The settings over which trials were recorded; all others at their defaults, see record-trials.ts. */
export const recordedSpace: readonly Parameter[] = [
  { name: 'lr', type: 'float', low: 3e-4, high: 0.1, log: true },
  { name: 'hidden_size', type: 'integer', low: 8, high: 48, log: true },
  { name: 'cell', type: 'categorical', choices: ['rnn', 'lstm', 'gru'] },
  { name: 'num_layers', type: 'integer', low: 1, high: 2 },
  { name: 'dropout', type: 'float', low: 0, high: 0.5 },
  { name: 'batch_size', type: 'integer', low: 4, high: 16, log: true },
];
