import * as tf from '@tensorflow/tfjs-core';
import { keptShare } from '../../models/cells/minlstm.ts';
import { lastStep } from '../last-step.ts';
import { linearScan } from './linear-scan.ts';
import { type ScanCase, type ScanForm, withKept } from './scan-form.ts';

/** minGRU: the factors are 1 - z_t, the terms z_t * h~_t. */
export const scanMinGru: ScanForm = (scan) => {
  const [z, candidate] = tf.split(scan.projected, 2, 2) as tf.Tensor3D[];
  return scanAverage(tf.sigmoid(tf.neg(z!)), candidate!, scan);
};

/** minLSTM: the factors are f_t / (f_t + i_t), the terms i_t / (f_t + i_t) * h~_t. */
export const scanMinLstm: ScanForm = (scan) => {
  const [forget, input, candidate] = tf.split(scan.projected, 3, 2) as tf.Tensor3D[];
  return scanAverage(keptShare(forget!, input!), candidate!, scan);
};

/** h_t = a_t h_{t-1} + (1 - a_t) h~_t. */
function scanAverage(
  factors: tf.Tensor3D,
  candidate: tf.Tensor3D,
  { operations, states, kept }: ScanCase,
) {
  const terms = tf.sub<tf.Tensor3D>(candidate, tf.mul(factors, candidate));
  const outputs = linearScan(operations, ...withKept(factors, terms, kept, 0), states[0]!);
  return { outputs, finalStates: [lastStep(outputs)] };
}
