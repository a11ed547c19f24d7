import * as tf from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../backend/native.ts';
import { type CudnnOperations, cudnnOperations } from '../backend/operations/cudnn-rnn.ts';
import { reverseSequence } from '../backend/operations/reverse-sequence.ts';
import { nativeBackend } from '../backend/tensorflow.ts';
import { matrixWeights } from '../models/cells/cell.ts';
import { cudnnHas, runCudnn } from './cudnn/sequence.ts';
import { offers, type SequenceKernel, type SequenceResult } from './kernel.ts';

/**
 * NVIDIA's fused recurrent operations through TensorFlow's CudnnRNNV3, on a GPU only. Written after
 * the operation's definition and checked as far as a CPU allows; it has not been run on hardware.
 */
export const cudnn: SequenceKernel = {
  id: 'cudnn',
  caution:
    'The kernel cudnn has not been run on hardware by its makers: compare a short run with kernel tensorflow-bptt before you rely on it.',
  supports: (kernelCase) =>
    offers(kernelCase, ['reverse', 'lengths']) &&
    kernelCase.device === 'gpu' &&
    cudnnHas(kernelCase.cell) &&
    nativeBackend() !== null,
  run(...inputs) {
    const native = nativeBackend();
    if (native === null) throw new Error('cudnn needs the native library');
    return runWith(native, cudnnOperations(native), inputs);
  },
};

/**
 * The kernel on given operations. cuDNN knows neither reversed time in one direction alone nor
 * empty sequences: the sequence is turned round before and after, and an empty one is run for one
 * step whose results are put aside.
 */
export function runWith(
  native: NativeBackend,
  operations: CudnnOperations,
  [cell, sequence, states, weights, options = {}]: Parameters<SequenceKernel['run']>,
): SequenceResult {
  const { reverse = false, lengths } = options;
  const [time, batch] = sequence.shape;
  const counted = lengths ? tf.maximum(lengths, 1) : tf.fill([batch], time, 'int32');
  const turn = (x: tf.Tensor3D): tf.Tensor3D => {
    if (!reverse) return x;
    return lengths ? reverseSequence(native, x, lengths) : tf.reverse(x, 0);
  };
  const ofLengths = tf.cast(counted, 'int32') as tf.Tensor1D;
  const result = runCudnn(
    operations,
    cell,
    turn(sequence),
    states,
    matrixWeights(weights),
    ofLengths,
  );
  const outputs = turn(result.outputs);
  if (!lengths) return { outputs, finalStates: result.finalStates };
  return withoutEmpty({ outputs, finalStates: result.finalStates }, states, lengths);
}

/** Outputs behind a length become 0, and the state of an empty sequence stays. */
function withoutEmpty(
  { outputs, finalStates }: SequenceResult,
  initialStates: readonly tf.Tensor2D[],
  lengths: tf.Tensor1D,
): SequenceResult {
  const steps = tf.expandDims(tf.range(0, outputs.shape[0], 1, 'int32'), 1);
  const counts = tf.expandDims(tf.cast(tf.less(steps, lengths), 'float32'), 2);
  const begun = tf.expandDims(tf.greater(lengths, 0), 1);
  return {
    outputs: tf.mul(outputs, counts),
    finalStates: finalStates.map((state, i) => tf.where(begun, state, initialStates[i]!)),
  };
}
