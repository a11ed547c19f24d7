import * as tf from '@tensorflow/tfjs-core';
import type { NativeOperations } from '../../backend/operations/native-operations.ts';
import { withGradient } from '../../backend/operations/with-gradient.ts';
import type { MatrixWeights } from '../../models/cells/cell.ts';
import type { SequenceResult } from '../kernel.ts';
import { lastStep } from '../last-step.ts';
import { asRows, asSequence, inputGradients, previousStates } from '../weight-gradients.ts';

/** What the way back needs, for all steps. */
interface GruActivations {
  /** (time, batch, hidden) */
  readonly outputs: tf.Tensor3D;
  /** (time, batch, 2 * hidden): r, z */
  readonly gates: tf.Tensor3D;
  /** (time, batch, hidden): n */
  readonly candidate: tf.Tensor3D;
  /** (time, batch, hidden): h_{t-1} W_hn + b'_n */
  readonly recurrentCandidate: tf.Tensor3D;
  /** (time, batch, hidden): h_{t-1} - n_t */
  readonly difference: tf.Tensor3D;
}

/**
 * GRU with the reset after the product. With D_t the derivative by h_t, every derivative of a step
 * is D_t times a factor that the forward values give, so that the factors are made for all steps at
 * once and a step back is little more than its product:
 *
 *     dn_t = D_t * (1 - z_t) (1 - n_t^2)                  candidate before tanh
 *     dr_t = dn_t * hn_t * r_t (1 - r_t)                  reset gate before sigmoid
 *     dz_t = D_t * (h_{t-1} - n_t) * z_t (1 - z_t)        update gate before sigmoid
 *     D_{t-1} = dy_{t-1} + D_t * z_t + [dr_t, dz_t, dn_t * r_t] W_h^T
 */
export function runGru(
  operations: NativeOperations,
  x: tf.Tensor3D,
  [initial]: readonly tf.Tensor2D[],
  weights: MatrixWeights,
): SequenceResult {
  const { inputKernel, recurrentKernel, bias, recurrentBias } = weights;
  const inputs = [x, initial!, inputKernel, recurrentKernel, bias, recurrentBias!];
  const outputs = withGradient<tf.Tensor3D>(inputs, (save) => {
    const values = forward(operations, x, initial!, weights);
    const { gates, candidate, recurrentCandidate, difference } = values;
    const operands = [x, initial!, inputKernel, recurrentKernel, values.outputs];
    save([...operands, gates, candidate, recurrentCandidate, difference]);
    return {
      value: values.outputs,
      gradient: (dy, saved) => backward(operations, dy, saved),
    };
  });
  return { outputs, finalStates: [lastStep(outputs)] };
}

function forward(
  operations: NativeOperations,
  x: tf.Tensor3D,
  initial: tf.Tensor2D,
  { inputKernel, recurrentKernel, bias, recurrentBias }: MatrixWeights,
): GruActivations {
  const sizes = gateSizes(initial);
  const rows = operations.addBias(operations.matMul(asRows(x), inputKernel), bias);
  const [gateRows, candidateRows] = operations.split(rows, sizes, 1);
  const fromInput = operations.unstack(asSequence(gateRows!, x.shape[0]));
  const candidateFromInput = operations.unstack(asSequence(candidateRows!, x.shape[0]));
  const steps = fromInput.map(() => [] as tf.Tensor2D[]);
  let h = initial;
  for (const [t, projected] of fromInput.entries()) {
    const recurrent = operations.addBias(operations.matMul(h, recurrentKernel), recurrentBias!);
    const [fromState, recurrentCandidate] = operations.split(recurrent, sizes, 1);
    const gates = operations.sigmoid(operations.add(projected, fromState!));
    const [r, z] = operations.split(gates, [sizes[1], sizes[1]], 1);
    const reset = operations.multiply(r!, recurrentCandidate!);
    const candidate = operations.tanh(operations.add(candidateFromInput[t]!, reset));
    const difference = operations.subtract(h, candidate);
    h = operations.add(candidate, operations.multiply(z!, difference));
    steps[t] = [h, gates, candidate, recurrentCandidate!, difference];
  }
  const all = (part: number) => operations.stack(steps.map((values) => values[part]!));
  return {
    outputs: all(0),
    gates: all(1),
    candidate: all(2),
    recurrentCandidate: all(3),
    difference: all(4),
  };
}

/** Columns of r and z, and of n. */
function gateSizes(state: tf.Tensor2D): readonly [number, number] {
  return [2 * state.shape[1], state.shape[1]];
}

/** What a step's D_t is multiplied with; each over all steps. */
interface GruFactors {
  /** (time, batch, hidden): z */
  readonly update: tf.Tensor3D;
  /** (time, batch, hidden): of the candidate before tanh */
  readonly candidate: tf.Tensor3D;
  /** (time, batch, 3 * hidden): of the recurrent product, r, z, n */
  readonly recurrent: tf.Tensor3D;
}

function factors(
  operations: NativeOperations,
  { gates, candidate, recurrentCandidate, difference }: Omit<GruActivations, 'outputs'>,
): GruFactors {
  const hidden = candidate.shape[2];
  const [reset, update] = operations.split(gates, [hidden, hidden], 2);
  const kept = operations.subtract(tf.scalar(1) as tf.Tensor, update!) as tf.Tensor3D;
  const ofCandidate = operations.tanhGradient(candidate, kept);
  const ofReset = operations.multiply(ofCandidate, recurrentCandidate);
  const ofGates = operations.sigmoidGradient(gates, operations.concat([ofReset, difference], 2));
  const ofProduct = operations.multiply(ofCandidate, reset!);
  return {
    update: update!,
    candidate: ofCandidate,
    recurrent: operations.concat([ofGates, ofProduct], 2),
  };
}

function backward(operations: NativeOperations, dy: tf.Tensor3D, saved: tf.Tensor[]): tf.Tensor[] {
  const [x, initial, inputKernel, recurrentKernel, outputs] = saved as [
    tf.Tensor3D,
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor3D,
  ];
  const [gates, candidate, recurrentCandidate, difference] = saved.slice(5) as [
    tf.Tensor3D,
    tf.Tensor3D,
    tf.Tensor3D,
    tf.Tensor3D,
  ];
  const factor = factors(operations, { gates, candidate, recurrentCandidate, difference });
  const back = throughTime(operations, dy, factor, recurrentKernel);
  const [dGates] = operations.split(back.recurrent, gateSizes(initial), 1);
  const dCandidate = operations.multiply(back.states, asRows(factor.candidate));
  const dProjected = operations.concat([dGates!, dCandidate], 1);
  const input = inputGradients(operations, x, inputKernel, dProjected);
  const previous = previousStates(operations, initial, outputs);
  return [
    input.x,
    back.initial,
    input.inputKernel,
    operations.matMul(previous, back.recurrent, true),
    input.bias,
    operations.sumRows(back.recurrent),
  ];
}

/**
 * Derivatives by the initial state (batch, hidden), by the states D_t (time * batch, hidden) and by
 * the recurrent product (time * batch, 3 * hidden).
 */
function throughTime(
  operations: NativeOperations,
  dy: tf.Tensor3D,
  factor: GruFactors,
  recurrentKernel: tf.Tensor2D,
): {
  readonly initial: tf.Tensor2D;
  readonly states: tf.Tensor2D;
  readonly recurrent: tf.Tensor2D;
} {
  // A product with a transposed operand is two to three times slower, at every step.
  const transposed = operations.transpose(recurrentKernel);
  const fromOutputs = operations.unstack(dy);
  const updates = operations.unstack(factor.update);
  const ofRecurrent = operations.unstack(factor.recurrent);
  const states: tf.Tensor2D[] = [];
  const recurrent: tf.Tensor2D[] = [];
  let dh = fromOutputs[fromOutputs.length - 1]!;
  for (let t = fromOutputs.length - 1; t >= 0; t--) {
    states[t] = dh;
    recurrent[t] = operations.multiply(operations.concat([dh, dh, dh], 1), ofRecurrent[t]!);
    const terms = [
      operations.multiply(dh, updates[t]!),
      operations.matMul(recurrent[t]!, transposed),
    ];
    if (t > 0) terms.push(fromOutputs[t - 1]!);
    dh = operations.addMany(terms);
  }
  return {
    initial: dh,
    states: asRows(operations.stack(states)),
    recurrent: asRows(operations.stack(recurrent)),
  };
}
