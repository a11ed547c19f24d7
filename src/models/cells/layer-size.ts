import type { CellId, CellShape } from './cell-id.ts';
import { headsOf } from './heads.ts';

/** Parameters of one layer in one direction. */
type LayerSize = (shape: CellShape, layerNorm: boolean) => number;

const sizes: Readonly<Record<CellId, LayerSize>> = {
  rnn: gated(1),
  lstm: gated(4, { cellState: true }),
  gru: gated(3, { recurrentBias: true }),
  'gru-reset-before': gated(3),
  mingru: ofInput(2),
  minlstm: ofInput(3),
  // Three blocks for the input, and a fourth where it does not pass by as it is.
  sru: ({ input, hidden }) => (input === hidden ? 3 : 4) * input * hidden + 4 * hidden,
  indrnn: ({ input, hidden }) => hidden * (input + 2),
  lru: ({ input, hidden }) => 4 * hidden * (input + 1) + 4 * hidden * hidden + 3 * hidden,
  slstm: gated(4),
  // Two gates are one number for each head.
  mlstm: ({ input, hidden }) => (4 * hidden + 2 * headsOf(hidden)) * (input + 1) + hidden,
};

/**
 * Counts without the cell itself, so that what must not load TensorFlow can tell how large a
 * network will be. `test/conformance/cells.test.ts` holds it against the layers as they are made.
 */
export function layerSize(cell: CellId, shape: CellShape, layerNorm = false): number {
  return sizes[cell](shape, layerNorm);
}

/** A kernel for the input and a bias: gates that read the input alone. */
function ofInput(gates: number): LayerSize {
  return ({ input, hidden }) => gates * hidden * (input + 1);
}

/** A kernel for the input and one for the state, a block of units for each gate, and biases. */
function gated(gates: number, { cellState = false, recurrentBias = false } = {}): LayerSize {
  return ({ input, hidden }, layerNorm) => {
    const gains = layerNorm ? 2 * gates + (cellState ? 2 : 0) : 0;
    const biases = recurrentBias ? 2 * gates : gates;
    return hidden * (gates * (input + hidden) + biases + gains);
  };
}
