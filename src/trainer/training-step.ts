import * as tf from '@tensorflow/tfjs-core';
import { type RowGradient, variableGradientsByRows } from '../backend/operations.ts';
import type { Random } from '../backend/random.ts';
import type { TaskSession } from '../tasks/task.ts';
import { clipAdaptively } from './adaptive-clipping.ts';
import type { ClippingLimits } from './clipping.ts';
import { LossScaler } from './loss-scaling.ts';
import type { Gradients, Optimizer, StepResult } from './optimizers/index.ts';

const unscaled = new LossScaler(false);
const none: ReadonlySet<string> = new Set();

/**
 * Loss and gradients of the current batch, clipped; then one update, unless they are not finite.
 * The scaler says how the loss is multiplied while gradients are taken, and is not told how it went.
 * @param frozen parameters that stay as they are: their gradients count as absent
 */
export function trainingStep(
  session: TaskSession,
  optimizer: Optimizer,
  random: Random,
  limits: ClippingLimits,
  lr: number,
  scaler: LossScaler = unscaled,
  frozen: ReadonlySet<string> = none,
): StepResult {
  const result = tf.tidy(() => {
    const adaptive = limits.adaptive ?? 0;
    const byRows = optimizer.takesRows && adaptive === 0;
    const { value, gradients } = gradientsOf(session, random, byRows, scaler.scale, frozen);
    if (adaptive > 0) {
      const dense = clipAdaptively(gradients.dense, session.parameters.entries(), adaptive);
      return optimizer.step(value, { ...gradients, dense }, limits, lr);
    }
    return optimizer.step(value, gradients, limits, lr);
  });
  session.endStep(result.updated);
  return result;
}

/**
 * Parameters that the loss does not reach have no entry.
 * @param scale a power of two that the loss is multiplied by on the way, and no longer in the results
 */
function gradientsOf(
  session: TaskSession,
  random: Random,
  byRows: boolean,
  scale: number,
  frozen: ReadonlySet<string>,
): { value: tf.Scalar; gradients: Gradients } {
  const { parameters } = session;
  const f = () => multiplied(session.loss(random), scale);
  const variables = parameters.list();
  const found = byRows
    ? variableGradientsByRows(f, variables)
    : { ...tf.variableGrads(f, variables), rows: new Map<string, RowGradient>() };
  const dense = new Map<string, tf.Tensor>();
  const rows = new Map<string, RowGradient>();
  for (const [name, variable] of parameters.entries()) {
    if (frozen.has(name)) continue;
    const whole = found.grads[variable.name];
    if (whole) dense.set(name, multiplied(whole, 1 / scale));
    const read = found.rows.get(variable.name);
    if (read) rows.set(name, { ...read, values: multiplied(read.values, 1 / scale) });
  }
  return { value: multiplied(found.value, 1 / scale), gradients: { dense, rows } };
}

function multiplied<T extends tf.Tensor>(tensor: T, factor: number): T {
  return factor === 1 ? tensor : tf.mul(tensor, factor);
}
