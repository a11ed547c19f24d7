import * as tf from '@tensorflow/tfjs-core';
import { type RowGradient, variableGradientsByRows } from '../backend/operations.ts';
import type { Random } from '../backend/random.ts';
import type { TaskSession } from '../tasks/task.ts';
import type { ClippingLimits } from './clipping.ts';
import type { Gradients, Optimizer, StepResult } from './optimizers/index.ts';

/** Loss and gradients of the current batch, clipped; then one update, unless they are not finite. */
export function trainingStep(
  session: TaskSession,
  optimizer: Optimizer,
  random: Random,
  limits: ClippingLimits,
  lr: number,
): StepResult {
  const result = tf.tidy(() => {
    const { value, gradients } = gradientsOf(session, random, optimizer.takesRows);
    return optimizer.step(value, gradients, limits, lr);
  });
  session.endStep(result.updated);
  return result;
}

/** Parameters that the loss does not reach have no entry. */
function gradientsOf(
  session: TaskSession,
  random: Random,
  byRows: boolean,
): { value: tf.Scalar; gradients: Gradients } {
  const { parameters } = session;
  const f = () => session.loss(random);
  const variables = parameters.list();
  const found = byRows
    ? variableGradientsByRows(f, variables)
    : { ...tf.variableGrads(f, variables), rows: new Map<string, RowGradient>() };
  const dense = new Map<string, tf.Tensor>();
  const rows = new Map<string, RowGradient>();
  for (const [name, variable] of parameters.entries()) {
    const whole = found.grads[variable.name];
    if (whole) dense.set(name, whole);
    const read = found.rows.get(variable.name);
    if (read) rows.set(name, read);
  }
  return { value: found.value, gradients: { dense, rows } };
}
