import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { CellWeights } from './cell.ts';

/** The weights one after the other, those that a layer lacks left out. */
export function weightsToList(weights: CellWeights): Tensor[] {
  const { inputKernel, recurrentKernel, bias, recurrentBias, normalization } = weights;
  const list: Tensor[] = [inputKernel, recurrentKernel, bias];
  if (recurrentBias !== null) list.push(recurrentBias);
  if (!normalization) return list;
  const { inputGain, recurrentGain, cell } = normalization;
  list.push(inputGain, recurrentGain);
  if (cell !== null) list.push(cell.gain, cell.shift);
  return list;
}

/** Other tensors in the places of `weights`, from a list as `weightsToList` makes it. */
export function weightsLike(weights: CellWeights, list: readonly Tensor[]): CellWeights {
  const rest = [...list];
  const vector = () => rest.shift() as Tensor1D;
  return {
    inputKernel: rest.shift() as Tensor2D,
    recurrentKernel: rest.shift() as Tensor2D,
    bias: vector(),
    recurrentBias: weights.recurrentBias === null ? null : vector(),
    normalization: weights.normalization
      ? {
          inputGain: vector(),
          recurrentGain: vector(),
          cell: weights.normalization.cell === null ? null : { gain: vector(), shift: vector() },
        }
      : null,
  };
}
