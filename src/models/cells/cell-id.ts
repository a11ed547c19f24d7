export type CellId = 'rnn' | 'lstm' | 'gru' | 'gru-reset-before' | 'mingru' | 'minlstm';

/** Sizes of a layer. */
export interface CellShape {
  readonly input: number;
  readonly hidden: number;
}
