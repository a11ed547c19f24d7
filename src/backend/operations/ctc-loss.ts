import * as tf from '@tensorflow/tfjs-core';
import { ctcForwardBackward } from '../ctc/forward-backward.ts';
import type { NativeBackend } from '../native.ts';
import { nativeBackend } from '../tensorflow.ts';
import { attributes } from './raw.ts';
import { withGradient } from './with-gradient.ts';

/** Labels of a batch and the steps that count. */
export interface CtcTargets {
  /** For each sequence; none may need more steps than the sequence has. */
  readonly labels: readonly (readonly number[])[];
  /** Steps of each sequence, at most `time`. */
  readonly lengths: readonly number[];
}

/**
 * Connectionist temporal classification: -log p(labels | logits) of each sequence, in nats (Graves
 * et al. 2006). Differentiable with respect to the logits. TensorFlow's operation where the native
 * library is, else the form written out in JavaScript.
 *
 * @param logits (time, batch, classes); the last class is the blank
 * @returns (batch)
 */
export function ctcLoss(logits: tf.Tensor3D, targets: CtcTargets): tf.Tensor1D {
  return withGradient([logits], (save) => {
    const native = nativeBackend();
    const [value, slope] =
      native === null ? portableLoss(logits, targets) : nativeLoss(native, logits, targets);
    save([slope]);
    return {
      value,
      gradient: (dy, [saved]) => [tf.mul(saved!, tf.reshape(dy, [1, -1, 1]))],
    };
  });
}

type LossAndSlope = [tf.Tensor1D, tf.Tensor3D];

function nativeLoss(
  native: NativeBackend,
  logits: tf.Tensor3D,
  { labels, lengths }: CtcTargets,
): LossAndSlope {
  const attribute = attributes(native);
  const indices = sparseIndices(native, labels);
  const values = tf.tensor1d(labels.flat(), 'int32');
  const steps = tf.tensor1d([...lengths], 'int32');
  try {
    return native.executeMultipleOutputs(
      'CTCLoss',
      [
        attribute.boolean('preprocess_collapse_repeated', false),
        attribute.boolean('ctc_merge_repeated', true),
        attribute.boolean('ignore_longer_outputs_than_inputs', false),
        attribute.type('T', 'float32'),
      ],
      [logits, indices, values, steps],
      2,
    ) as LossAndSlope;
  } finally {
    tf.dispose([indices, values, steps]);
  }
}

/** Sequence and place of every label, (labels, 2) of 64 bits: low and high words. */
function sparseIndices(native: NativeBackend, labels: CtcTargets['labels']): tf.Tensor {
  const { binding } = native;
  const places = labels.flatMap((own, sequence) => own.flatMap((_, at) => [sequence, 0, at, 0]));
  const shape = [places.length / 4, 2];
  const id = binding.createTensor(shape, binding.TF_INT64, Int32Array.from(places));
  return native.createOutputTensor({ id, shape, dtype: binding.TF_INT32 });
}

function portableLoss(logits: tf.Tensor3D, { labels, lengths }: CtcTargets): LossAndSlope {
  const [steps, batch, classes] = logits.shape;
  const values = logits.dataSync();
  const losses = new Float32Array(batch);
  const slopes = new Float32Array(values.length);
  for (const [sequence, own] of labels.entries()) {
    const time = lengths[sequence]!;
    const scores = new Float32Array(time * classes);
    for (let t = 0; t < time; t++) {
      const from = (t * batch + sequence) * classes;
      scores.set(values.subarray(from, from + classes), t * classes);
    }
    const slope = new Float32Array(scores.length);
    losses[sequence] = ctcForwardBackward(scores, { time, classes }, own, slope);
    for (let t = 0; t < time; t++) {
      const row = slope.subarray(t * classes, (t + 1) * classes);
      slopes.set(row, (t * batch + sequence) * classes);
    }
  }
  return [tf.tensor1d(losses), tf.tensor3d(slopes, [steps, batch, classes])];
}
