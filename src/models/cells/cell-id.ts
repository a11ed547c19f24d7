export type CellId =
  | 'rnn'
  | 'lstm'
  | 'gru'
  | 'gru-reset-before'
  | 'mingru'
  | 'minlstm'
  | 'sru'
  | 'indrnn'
  | 'lru'
  | 'slstm'
  | 'mlstm';

/** Sizes of a layer. */
export interface CellShape {
  readonly input: number;
  readonly hidden: number;
}
