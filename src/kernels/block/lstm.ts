import * as tf from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../../backend/native.ts';
import {
  activationsFromList,
  activationsToList,
  blockLstm,
  blockLstmGradient,
} from '../../backend/operations/block-lstm.ts';
import type { NativeOperations } from '../../backend/operations/native-operations.ts';
import { withGradient } from '../../backend/operations/with-gradient.ts';
import type { MatrixWeights } from '../../models/cells/cell.ts';
import type { SequenceResult } from '../kernel.ts';
import { packLstm, unpackLstm } from '../packed-lstm.ts';

/** LSTM by BlockLSTM and BlockLSTMGrad: one operation each way. */
export function runBlockLstm(
  native: NativeBackend,
  operations: NativeOperations,
  x: tf.Tensor3D,
  [initialHidden, initialCell]: readonly tf.Tensor2D[],
  { inputKernel, recurrentKernel, bias }: MatrixWeights,
): SequenceResult {
  const states = [initialHidden!, initialCell!];
  const inputs = [x, ...states, inputKernel, recurrentKernel, bias];
  const packed = withGradient<tf.Tensor3D>(inputs, (save) => {
    const kernel = operations.concat([inputKernel, recurrentKernel], 0);
    const operands = { x, initialHidden: initialHidden!, initialCell: initialCell!, kernel, bias };
    const values = blockLstm(native, operands);
    save([x, ...states, kernel, bias, ...activationsToList(values)]);
    return {
      value: packLstm(operations, values),
      gradient: (dy, saved) => backward(native, operations, dy, saved),
    };
  });
  return unpackLstm(packed);
}

function backward(
  native: NativeBackend,
  operations: NativeOperations,
  dy: tf.Tensor3D,
  saved: tf.Tensor[],
): tf.Tensor[] {
  const [x, initialHidden, initialCell, kernel, bias] = saved as [
    tf.Tensor3D,
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor1D,
  ];
  const values = activationsFromList(saved.slice(5) as tf.Tensor3D[]);
  const [time, batch, hidden] = values.hidden.shape;
  const [dOutputs, dLastCell] = operations.split(dy, [time, 1], 0);
  const earlier = tf.zeros<tf.Rank.R3>([time - 1, batch, hidden]);
  const dCells = time === 1 ? dLastCell! : operations.concat([earlier, dLastCell!], 0);
  const operands = { x, initialHidden, initialCell, kernel, bias };
  const back = blockLstmGradient(native, operands, values, dCells, dOutputs!);
  const [dInputKernel, dRecurrentKernel] = operations.split(back.kernel, [x.shape[2], hidden], 0);
  const dStates = [back.initialHidden, back.initialCell];
  return [back.x, ...dStates, dInputKernel!, dRecurrentKernel!, back.bias];
}
