import type * as tf from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../../backend/native.ts';
import {
  type GruActivations,
  type GruCellWeights,
  gruBlockCell,
  gruBlockCellGradient,
} from '../../backend/operations/gru-block-cell.ts';
import type { NativeOperations } from '../../backend/operations/native-operations.ts';
import { withGradient } from '../../backend/operations/with-gradient.ts';
import type { MatrixWeights } from '../../models/cells/cell.ts';
import type { SequenceResult } from '../kernel.ts';
import { lastStep } from '../last-step.ts';
import { asRows, previousStates } from '../weight-gradients.ts';

/** GRU with the reset before the product by GRUBlockCell and GRUBlockCellGrad, one each a step. */
export function runBlockGru(
  native: NativeBackend,
  operations: NativeOperations,
  x: tf.Tensor3D,
  [initial]: readonly tf.Tensor2D[],
  { inputKernel, recurrentKernel, bias }: MatrixWeights,
): SequenceResult {
  const inputs = [x, initial!, inputKernel, recurrentKernel, bias];
  const outputs = withGradient<tf.Tensor3D>(inputs, (save) => {
    const weights = joinWeights(operations, inputKernel, recurrentKernel, bias);
    const steps: GruActivations[] = [];
    const states: tf.Tensor2D[] = [];
    let h = initial!;
    for (const input of operations.unstack(x)) {
      const step = gruBlockCell(native, input, h, weights);
      h = step.hidden;
      steps.push(step);
      states.push(h);
    }
    const value = operations.stack(states);
    const { gateKernel, candidateKernel, gateBias, candidateBias } = weights;
    const parts = [gateKernel, candidateKernel, gateBias, candidateBias];
    save([x, initial!, value, ...joinActivations(operations, steps), ...parts]);
    return { value, gradient: (dy, saved) => backward(native, operations, dy, saved) };
  });
  return { outputs, finalStates: [lastStep(outputs)] };
}

/** The columns apart as GRUBlockCell wants them, input above hidden. */
function joinWeights(
  operations: NativeOperations,
  inputKernel: tf.Tensor2D,
  recurrentKernel: tf.Tensor2D,
  bias: tf.Tensor1D,
): GruCellWeights {
  const hidden = recurrentKernel.shape[0];
  const kernel = operations.concat([inputKernel, recurrentKernel], 0);
  const [gateKernel, candidateKernel] = operations.split(kernel, [2 * hidden, hidden], 1);
  const [gateBias, candidateBias] = operations.split(bias, [2 * hidden, hidden], 0);
  return {
    gateKernel: gateKernel!,
    candidateKernel: candidateKernel!,
    gateBias: gateBias!,
    candidateBias: candidateBias!,
  };
}

function joinActivations(
  operations: NativeOperations,
  steps: readonly GruActivations[],
): tf.Tensor3D[] {
  return [
    operations.stack(steps.map((step) => step.reset)),
    operations.stack(steps.map((step) => step.update)),
    operations.stack(steps.map((step) => step.candidate)),
  ];
}

function backward(
  native: NativeBackend,
  operations: NativeOperations,
  dy: tf.Tensor3D,
  saved: tf.Tensor[],
): tf.Tensor[] {
  const [x, initial, outputs] = saved as [tf.Tensor3D, tf.Tensor2D, tf.Tensor3D];
  const activations = saved.slice(3, 6) as tf.Tensor3D[];
  const [gateKernel, candidateKernel] = saved.slice(6, 8) as [tf.Tensor2D, tf.Tensor2D];
  const [gateBias, candidateBias] = saved.slice(8) as [tf.Tensor1D, tf.Tensor1D];
  const weights = { gateKernel, candidateKernel, gateBias, candidateBias };
  const back = throughTime(native, operations, dy, { x, initial, outputs, activations, weights });
  const gates = asRows(operations.stack(back.gates));
  const candidate = asRows(operations.stack(back.candidate));
  const previous = previousStates(operations, initial, outputs);
  const resetState = operations.multiply(previous, asRows(activations[0]!));
  const projected = operations.concat([gates, candidate], 1);
  const dRecurrentKernel = operations.concat(
    [operations.matMul(previous, gates, true), operations.matMul(resetState, candidate, true)],
    1,
  );
  return [
    operations.stack(back.x),
    back.initial,
    operations.matMul(asRows(x), projected, true),
    dRecurrentKernel,
    operations.sumRows(projected),
  ];
}

interface GruSequence {
  readonly x: tf.Tensor3D;
  readonly initial: tf.Tensor2D;
  readonly outputs: tf.Tensor3D;
  /** r, z and n over all steps. */
  readonly activations: readonly tf.Tensor3D[];
  readonly weights: GruCellWeights;
}

/** Derivatives of every step, and by the initial state. */
function throughTime(
  native: NativeBackend,
  operations: NativeOperations,
  dy: tf.Tensor3D,
  { x, initial, outputs, activations, weights }: GruSequence,
): {
  readonly initial: tf.Tensor2D;
  readonly x: tf.Tensor2D[];
  readonly gates: tf.Tensor2D[];
  readonly candidate: tf.Tensor2D[];
} {
  const inputs = operations.unstack(x);
  const states = operations.unstack(outputs);
  const fromOutputs = operations.unstack(dy);
  const [resets, updates, candidates] = activations.map((all) => operations.unstack(all));
  const steps = inputs.map((input, t) => {
    const values = { reset: resets![t]!, update: updates![t]!, candidate: candidates![t]! };
    return { input, previous: t === 0 ? initial : states[t - 1]!, values };
  });
  const dx: tf.Tensor2D[] = [];
  const gates: tf.Tensor2D[] = [];
  const candidate: tf.Tensor2D[] = [];
  let dh: tf.Tensor2D | null = null;
  for (let t = steps.length - 1; t >= 0; t--) {
    const { input, previous, values } = steps[t]!;
    const total: tf.Tensor2D = dh === null ? fromOutputs[t]! : operations.add(dh, fromOutputs[t]!);
    const back = gruBlockCellGradient(native, input, previous, weights, values, total);
    dh = back.hidden;
    dx[t] = back.x;
    gates[t] = back.gates;
    candidate[t] = back.candidate;
  }
  return { initial: dh!, x: dx, gates, candidate };
}
