import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Cell, CellWeights } from './cell.ts';
import type { CellNormalization } from './layer-normalization.ts';

/** Weights that more than one cell has, by the names under which they are stored. */
const shared = ['input_kernel', 'recurrent_kernel', 'bias', 'recurrent_bias'];

/** A layer's weights from its tensors by their stored names (`Cell.weights`). */
export function cellWeights(
  tensors: ReadonlyMap<string, Tensor>,
  normalization: CellNormalization | null = null,
): CellWeights {
  const own = [...tensors].filter(([name]) => !shared.includes(name));
  return {
    inputKernel: tensors.get('input_kernel') as Tensor2D,
    recurrentKernel: (tensors.get('recurrent_kernel') ?? null) as Tensor2D | null,
    bias: tensors.get('bias') as Tensor1D,
    recurrentBias: (tensors.get('recurrent_bias') ?? null) as Tensor1D | null,
    normalization,
    ...(own.length > 0 && { own: Object.fromEntries(own) }),
  };
}

/** Names of a cell's weights; they do not depend on the shape. */
export function weightNames(cell: Cell): readonly string[] {
  return cell.weights({ input: 1, hidden: 1 }).map(({ name }) => name);
}

/** The weights one after the other, those that a layer lacks left out. */
export function weightsToList(weights: CellWeights): Tensor[] {
  const { inputKernel, recurrentKernel, bias, recurrentBias, normalization, own = {} } = weights;
  const list: Tensor[] = [inputKernel];
  if (recurrentKernel !== null) list.push(recurrentKernel);
  list.push(bias);
  if (recurrentBias !== null) list.push(recurrentBias);
  list.push(...Object.values(own));
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
  const inputKernel = rest.shift() as Tensor2D;
  const recurrentKernel = weights.recurrentKernel === null ? null : (rest.shift() as Tensor2D);
  return {
    inputKernel,
    recurrentKernel,
    bias: vector(),
    recurrentBias: weights.recurrentBias === null ? null : vector(),
    ...(weights.own && {
      own: Object.fromEntries(Object.keys(weights.own).map((name) => [name, rest.shift()!])),
    }),
    normalization: weights.normalization
      ? {
          inputGain: vector(),
          recurrentGain: vector(),
          cell: weights.normalization.cell === null ? null : { gain: vector(), shift: vector() },
        }
      : null,
  };
}
