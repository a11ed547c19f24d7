import * as tf from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../../backend/native.ts';
import {
  activationsFromList,
  activationsToList,
  blockLstm,
  type LstmActivations,
  lstmCellGradient,
} from '../../backend/operations/block-lstm.ts';
import type { NativeOperations } from '../../backend/operations/native-operations.ts';
import { withGradient } from '../../backend/operations/with-gradient.ts';
import type { MatrixWeights } from '../../models/cells/cell.ts';
import type { SequenceResult } from '../kernel.ts';
import { packLstm, unpackLstm } from '../packed-lstm.ts';
import { asRows, inputGradients, previousStates } from '../weight-gradients.ts';

/**
 * LSTM: forward in one fused operation; back with one fused elementwise operation and one product
 * a step, and the weights' derivatives as one product each at the end. TensorFlow's own gradient of
 * the fused operation makes them step by step, which takes most of its time.
 *
 * With a_t the gates before their activations, D_t and C_t the derivatives by h_t and c_t:
 *
 *     C_t    += D_t * o_t * (1 - tanh(c_t)^2)
 *     da_t    = derivatives by i, c~, f, o through their activations
 *     C_{t-1} = C_t * f_t,   D_{t-1} = dy_{t-1} + da_t W_h^T
 */
export function runLstm(
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
    const values = blockLstm(native, {
      x,
      initialHidden: initialHidden!,
      initialCell: initialCell!,
      kernel,
      bias,
    });
    save([...inputs, ...activationsToList(values)]);
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
  const [x, initialHidden, initialCell, inputKernel, recurrentKernel, bias] = saved as [
    tf.Tensor3D,
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor1D,
  ];
  const values = activationsFromList(saved.slice(6) as tf.Tensor3D[]);
  const back = throughTime(native, operations, dy, values, { initialCell, recurrentKernel, bias });
  const input = inputGradients(operations, x, inputKernel, back.gates);
  const previous = previousStates(operations, initialHidden, values.hidden);
  const dRecurrentKernel = operations.matMul(previous, back.gates, true);
  return [input.x, back.hidden, back.cell, input.inputKernel, dRecurrentKernel, input.bias];
}

interface RecurrentOperands {
  readonly initialCell: tf.Tensor2D;
  readonly recurrentKernel: tf.Tensor2D;
  readonly bias: tf.Tensor1D;
}

/** Derivatives by the initial states (batch, hidden) and by all gates (time * batch, 4 * hidden). */
function throughTime(
  native: NativeBackend,
  operations: NativeOperations,
  dy: tf.Tensor3D,
  values: LstmActivations<tf.Tensor3D>,
  { initialCell, recurrentKernel, bias }: RecurrentOperands,
): { readonly hidden: tf.Tensor2D; readonly cell: tf.Tensor2D; readonly gates: tf.Tensor2D } {
  const [batch, hidden] = initialCell.shape;
  const operands = {
    noInput: tf.zeros<tf.Rank.R2>([batch, 0]),
    noPeephole: tf.zeros<tf.Rank.R1>([hidden]),
    recurrentKernel,
    bias,
  };
  // A product with a transposed operand is two to three times slower, at every step.
  const transposed = operations.transpose(recurrentKernel);
  const steps = activationsToList(values).map((sequence) => operations.unstack(sequence));
  const fromOutputs = operations.unstack(dy);
  const gates: tf.Tensor2D[] = [];
  let dc = fromOutputs.pop()!;
  let dh: tf.Tensor2D | null = null;
  for (let t = fromOutputs.length - 1; t >= 0; t--) {
    const step = activationsFromList(steps.map((sequence) => sequence[t]!));
    const previousCell = t === 0 ? initialCell : steps[1]![t - 1]!;
    const total: tf.Tensor2D = dh === null ? fromOutputs[t]! : operations.add(dh, fromOutputs[t]!);
    const back = lstmCellGradient(native, operands, previousCell, step, dc, total);
    const before: tf.Tensor2D = operations.matMul(back.gates, transposed);
    if (dh !== null) tf.dispose([dh, dc, total]);
    gates[t] = back.gates;
    dc = back.cell;
    dh = before;
  }
  return { hidden: dh!, cell: dc, gates: asRows(operations.stack(gates)) };
}
