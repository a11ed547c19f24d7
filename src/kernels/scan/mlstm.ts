import * as tf from '@tensorflow/tfjs-core';
import { matrixMemory } from '../../backend/operations.ts';
import { headsOf } from '../../models/cells/heads.ts';
import { logSigmoid } from '../../models/cells/log-sigmoid.ts';
import { type MlstmParts, normalizeHead, splitMlstm } from '../../models/cells/mlstm.ts';
import { memoryInChunks, none } from './memory-in-chunks.ts';
import { finalOutput, type ScanForm } from './scan-form.ts';

/**
 * mLSTM: the memory is written and read by one compiled operation, or in chunks where that is not
 * there; normalisation over a head, gain and output gate follow for the whole sequence.
 */
export const scanMlstm: ScanForm = ({ projected, states, weights, kept }) => {
  const [h, matrix, normalizer, m] = states as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
  const [time, batch] = projected.shape;
  const hidden = h.shape[1];
  const heads = headsOf(hidden);
  const parts = splitMlstm(projected, hidden);
  const { query, key, value } = parts;
  const given = { query, key, value, ...gatesOf(parts, kept.counts), matrix, normalizer, m };
  const memory = matrixMemory(given) ?? memoryInChunks(given);
  const byHead = tf.reshape(memory.read, [time, batch, heads, hidden / heads]);
  const even = tf.reshape(normalizeHead(byHead), [time, batch, hidden]) as tf.Tensor3D;
  const gained = tf.mul(even, weights.own!['head_gain']!);
  const outputs = tf.mul<tf.Tensor3D>(tf.sigmoid(parts.output), gained);
  return {
    outputs,
    finalStates: [finalOutput(outputs, h, kept), memory.matrix, memory.normalizer, memory.m],
  };
};

/** A step that does not count writes nothing and forgets nothing. */
function gatesOf(
  { input, forget }: MlstmParts<tf.Tensor3D>,
  counts: tf.Tensor3D | null,
): { readonly input: tf.Tensor3D; readonly logForget: tf.Tensor3D } {
  const logForget = logSigmoid(forget);
  if (counts === null) return { input, logForget };
  return {
    input: tf.add(tf.mul(input, counts), tf.mul(tf.sub(1, counts), none)),
    logForget: tf.mul(logForget, counts),
  };
}
