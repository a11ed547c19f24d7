import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../backend/random.ts';
import type { TaskSession } from '../tasks/task.ts';
import { type ClippingLimits, measureAndClip } from './clipping.ts';
import type { Optimizer } from './optimizers/index.ts';

export interface StepResult {
  readonly loss: number;
  /** Global gradient norm before and after clipping. */
  readonly norm: number;
  readonly clippedNorm: number;
  /** False when loss or gradient was not finite: the parameters are as they were. */
  readonly updated: boolean;
}

/** Loss and gradients of the current batch, clipped; then one update, unless they are not finite. */
export function trainingStep(
  session: TaskSession,
  optimizer: Optimizer,
  random: Random,
  limits: ClippingLimits,
  lr: number,
): StepResult {
  const result = tf.tidy(() => {
    const { value, gradients } = gradientsOf(session, random);
    const { loss, norm, clippedNorm, ...clipped } = measureAndClip(value, gradients, limits);
    const updated = Number.isFinite(loss) && Number.isFinite(norm);
    if (updated) optimizer.apply(clipped.gradients, lr);
    return { loss, norm, clippedNorm, updated };
  });
  session.endStep(result.updated);
  return result;
}

/** Parameters that the loss does not reach have no entry. */
function gradientsOf(
  session: TaskSession,
  random: Random,
): { value: tf.Scalar; gradients: Map<string, tf.Tensor> } {
  const { parameters } = session;
  const { value, grads } = tf.variableGrads(() => session.loss(random), parameters.list());
  const gradients = new Map<string, tf.Tensor>();
  for (const [name, variable] of parameters.entries()) {
    const gradient = grads[variable.name];
    if (gradient) gradients.set(name, gradient);
  }
  return { value, gradients };
}
