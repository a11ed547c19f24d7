import type { Cell, CellShape } from './cell.ts';
import {
  biasPart,
  constantPart,
  gateColumns,
  inputKernelPart,
  recurrentKernelPart,
  type WeightPart,
} from './weight-part.ts';

/**
 * Weights of a cell whose gates all read input and state: `input_kernel` (Xavier uniform for each
 * gate), `recurrent_kernel` (orthogonal for each gate, or as `recurrent_init` says), `bias` and,
 * where the cell has one, `recurrent_bias` (zero).
 */
export function gatedWeights(
  { gates, hasRecurrentBias, initialBias, keeping }: Omit<Cell, 'weights' | 'step'>,
  { input, hidden }: CellShape,
): readonly WeightPart[] {
  const columns = gateColumns(gates, hidden);
  return [
    inputKernelPart(input, columns),
    recurrentKernelPart(hidden, columns),
    biasPart(columns, initialBias, keeping),
    ...(hasRecurrentBias ? [constantPart('recurrent_bias', [gates.length * hidden], 0)] : []),
  ];
}
