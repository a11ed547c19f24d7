import type { CellId } from './cell-id.ts';

/** `learnt`: made of the other network's state of the same part by a linear layer; else this value. */
export type Beginning = 'learnt' | number;

const unit = 'learnt';

/**
 * How each part of a state begins in a network that goes on from another's final states (a decoder),
 * in the order of the cell's `states`. An output that no step reads is not worth a layer; the sums
 * of exponential gates begin as if one unit had been written (n = 1, m = 0), so that the first step
 * divides by no less than that; a matrix of keys and values is only found again by the keys of the
 * network that wrote it. Counts without the cells, for what must not load TensorFlow.
 */
const beginnings: Readonly<Record<CellId, readonly Beginning[]>> = {
  rnn: [unit],
  lstm: [unit, unit],
  gru: [unit],
  'gru-reset-before': [unit],
  mingru: [unit],
  minlstm: [unit],
  sru: [0, unit],
  indrnn: [unit],
  lru: [0, unit, unit],
  slstm: [unit, unit, 1, 0],
  mlstm: [0, 0, 0, 0],
};

export function beginningsOf(cell: CellId): readonly Beginning[] {
  return beginnings[cell];
}

/** Parts of a state that tell a decoder something. */
export function handedOver(cell: CellId): number {
  return beginningsOf(cell).filter((part) => part === 'learnt').length;
}
