import type * as tf from '@tensorflow/tfjs-core';
import type { NativeBackend, OperationAttribute } from '../native.ts';
import { attributes } from './raw.ts';

export type CudnnMode = 'rnn_tanh' | 'lstm' | 'gru';

export interface CudnnInputs {
  /** (time, batch, input) */
  readonly x: tf.Tensor3D;
  /** (1, batch, hidden) */
  readonly hidden: tf.Tensor3D;
  /** (1, batch, hidden) for an LSTM, else a scalar that is not read. */
  readonly cell: tf.Tensor;
  /** All weights in one vector, in cuDNN's layout. */
  readonly parameters: tf.Tensor1D;
  /** (batch) int32, each from 1 to time. */
  readonly lengths: tf.Tensor1D;
}

export interface CudnnOutputs {
  /** (time, batch, hidden), 0 behind a sequence's length. */
  readonly outputs: tf.Tensor3D;
  /** (1, batch, hidden), after each sequence's last step. */
  readonly hidden: tf.Tensor3D;
  /** (1, batch, hidden) for an LSTM, else a scalar. */
  readonly cell: tf.Tensor;
  /** What the way back needs; opaque. */
  readonly reserve: tf.Tensor;
  /** The same, 8-bit in truth: it may only be passed back. */
  readonly hostReserve: tf.Tensor;
}

export interface CudnnGradients {
  readonly x: tf.Tensor3D;
  readonly hidden: tf.Tensor3D;
  readonly cell: tf.Tensor;
  readonly parameters: tf.Tensor1D;
}

/** One layer in one direction on cuDNN, without dropout. */
export interface CudnnOperations {
  forward(mode: CudnnMode, inputs: CudnnInputs): CudnnOutputs;
  backward(
    mode: CudnnMode,
    inputs: CudnnInputs,
    outputs: CudnnOutputs,
    gradients: Pick<CudnnOutputs, 'outputs' | 'hidden' | 'cell'>,
  ): CudnnGradients;
}

/**
 * CudnnRNNV3 and CudnnRNNBackpropV3, which have kernels for a GPU only. One of their outputs is a
 * vector of 8-bit integers, a type that tfjs does not have, so that they are called past it.
 */
export function cudnnOperations(native: NativeBackend): CudnnOperations {
  return {
    forward(mode, inputs) {
      const training = attributes(native).boolean('is_training', true);
      const results = execute(native, 'CudnnRNNV3', [...shared(native, mode), training], {
        inputs: operands(inputs),
        outputs: 5,
      });
      const [outputs, hidden, cell, reserve, hostReserve] = results as [
        ...[tf.Tensor3D, tf.Tensor3D],
        ...[tf.Tensor, tf.Tensor, tf.Tensor],
      ];
      return { outputs, hidden, cell, reserve, hostReserve };
    },
    backward(mode, inputs, outputs, gradients) {
      const given = [
        ...[...operands(inputs), outputs.outputs, outputs.hidden, outputs.cell],
        ...[gradients.outputs, gradients.hidden, gradients.cell],
        ...[outputs.reserve, outputs.hostReserve],
      ];
      const results = execute(native, 'CudnnRNNBackpropV3', shared(native, mode), {
        inputs: given,
        outputs: 4,
      });
      const [x, hidden, cell, parameters] = results as [
        ...[tf.Tensor3D, tf.Tensor3D],
        ...[tf.Tensor, tf.Tensor1D],
      ];
      return { x, hidden, cell, parameters };
    },
  };
}

/** In the order of TensorFlow's inputs. */
function operands({ x, hidden, cell, parameters, lengths }: CudnnInputs): tf.Tensor[] {
  return [x, hidden, cell, parameters, lengths];
}

function shared(native: NativeBackend, mode: CudnnMode): OperationAttribute[] {
  const attribute = attributes(native);
  return [
    attribute.type('T', 'float32'),
    attribute.text('rnn_mode', mode),
    attribute.text('input_mode', 'linear_input'),
    attribute.text('direction', 'unidirectional'),
    attribute.float('dropout', 0),
    attribute.integer('seed', 0),
    attribute.integer('seed2', 0),
    attribute.integer('num_proj', 0),
    attribute.boolean('time_major', true),
  ];
}

/** Results belong to the enclosing tidy. */
function execute(
  native: NativeBackend,
  name: string,
  list: readonly OperationAttribute[],
  { inputs, outputs }: { readonly inputs: readonly tf.Tensor[]; readonly outputs: number },
): tf.Tensor[] {
  const { binding } = native;
  const ids = native.getInputTensorIds(inputs);
  return binding.executeOp(name, list, ids, outputs).map((result) => {
    const known = result.dtype === binding.TF_FLOAT;
    return native.createOutputTensor({ ...result, dtype: known ? result.dtype : binding.TF_INT32 });
  });
}
