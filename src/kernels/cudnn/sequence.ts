import * as tf from '@tensorflow/tfjs-core';
import type {
  CudnnInputs,
  CudnnMode,
  CudnnOperations,
  CudnnOutputs,
} from '../../backend/operations/cudnn-rnn.ts';
import { withGradient } from '../../backend/operations/with-gradient.ts';
import type { Cell, MatrixWeights } from '../../models/cells/cell.ts';
import type { SequenceResult } from '../kernel.ts';
import { packParameters, unpackParameters } from './parameters.ts';

const modes: Readonly<Partial<Record<Cell['id'], CudnnMode>>> = {
  rnn: 'rnn_tanh',
  lstm: 'lstm',
  gru: 'gru',
};

/** Whether cuDNN has the cell; it has no GRU with the reset before the product. */
export function cudnnHas({ id }: Cell): boolean {
  return modes[id] !== undefined;
}

/**
 * One layer forwards in time. A custom gradient has one output: the final states are put behind
 * the outputs as further steps.
 * @param lengths (batch) int32, each from 1 to time
 */
export function runCudnn(
  operations: CudnnOperations,
  cell: Cell,
  x: tf.Tensor3D,
  states: readonly tf.Tensor2D[],
  weights: MatrixWeights,
  lengths: tf.Tensor1D,
): SequenceResult {
  const mode = modes[cell.id]!;
  const { inputKernel, recurrentKernel, bias, recurrentBias } = weights;
  const biases = recurrentBias === null ? [bias] : [bias, recurrentBias];
  const inputs = [x, ...states, inputKernel, recurrentKernel, ...biases];
  const packed = withGradient<tf.Tensor3D>(inputs, (save) => {
    const given = cudnnInputs(x, states, packParameters(cell, weights), lengths);
    const result = operations.forward(mode, given);
    save([...inputsToList(given), ...outputsToList(result)]);
    const ends = cell.states.length === 2 ? [result.hidden, result.cell] : [result.hidden];
    return {
      value: tf.concat([result.outputs, ...ends] as tf.Tensor3D[], 0),
      gradient: (dy, saved) => backward(operations, mode, cell, dy, saved),
    };
  });
  const [time, batch, hidden] = [x.shape[0], x.shape[1], recurrentKernel.shape[0]];
  return {
    outputs: tf.slice(packed, [0, 0, 0], [time, batch, hidden]),
    finalStates: cell.states.map((_, i) =>
      tf.reshape(tf.slice(packed, [time + i, 0, 0], [1, batch, hidden]), [batch, hidden]),
    ) as tf.Tensor2D[],
  };
}

function backward(
  operations: CudnnOperations,
  mode: CudnnMode,
  cell: Cell,
  dy: tf.Tensor3D,
  saved: readonly tf.Tensor[],
): tf.Tensor[] {
  const inputs = inputsFromList(saved.slice(0, 5));
  const outputs = outputsFromList(saved.slice(5));
  const [time, , input] = inputs.x.shape;
  const hidden = outputs.hidden.shape[2];
  const sizes = [time, ...cell.states.map(() => 1)];
  const [dOutputs, dHidden, dCell] = tf.split(dy, sizes, 0) as tf.Tensor3D[];
  const back = operations.backward(mode, inputs, outputs, {
    outputs: dOutputs!,
    hidden: dHidden!,
    cell: dCell ?? tf.zerosLike(outputs.cell),
  });
  const states = [back.hidden, back.cell].slice(0, cell.states.length);
  const weights = unpackParameters(cell, back.parameters, [input, hidden]);
  const { inputKernel, recurrentKernel, bias, recurrentBias } = weights;
  return [
    back.x,
    ...states.map((state) => tf.reshape(state, state.shape.slice(1))),
    ...[inputKernel, recurrentKernel, bias],
    ...(recurrentBias === null ? [] : [recurrentBias]),
  ];
}

function cudnnInputs(
  x: tf.Tensor3D,
  [hidden, cell]: readonly tf.Tensor2D[],
  parameters: tf.Tensor1D,
  lengths: tf.Tensor1D,
): CudnnInputs {
  const oneLayer = (state: tf.Tensor2D) => tf.expandDims(state, 0) as tf.Tensor3D;
  return {
    ...{ x, parameters, lengths, hidden: oneLayer(hidden!) },
    cell: cell === undefined ? tf.scalar(0) : oneLayer(cell),
  };
}

function inputsToList({ x, hidden, cell, parameters, lengths }: CudnnInputs): tf.Tensor[] {
  return [x, hidden, cell, parameters, lengths];
}

function inputsFromList(list: readonly tf.Tensor[]): CudnnInputs {
  const [x, hidden, cell, parameters, lengths] = list as [
    ...[tf.Tensor3D, tf.Tensor3D, tf.Tensor],
    ...[tf.Tensor1D, tf.Tensor1D],
  ];
  return { x, hidden, cell, parameters, lengths };
}

function outputsToList(result: CudnnOutputs): tf.Tensor[] {
  return [result.outputs, result.hidden, result.cell, result.reserve, result.hostReserve];
}

function outputsFromList(list: readonly tf.Tensor[]): CudnnOutputs {
  const [outputs, hidden, cell, reserve, hostReserve] = list as [
    ...[tf.Tensor3D, tf.Tensor3D],
    ...[tf.Tensor, tf.Tensor, tf.Tensor],
  ];
  return { outputs, hidden, cell, reserve, hostReserve };
}
