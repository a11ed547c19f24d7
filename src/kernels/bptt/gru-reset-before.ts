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
  /** (time, batch, hidden): r_t * h_{t-1} */
  readonly resetState: tf.Tensor3D;
  /** (time, batch, hidden): h_{t-1} - n_t */
  readonly difference: tf.Tensor3D;
}

/**
 * GRU with the reset before the product. With D_t the derivative by h_t and R_t that by
 * r_t * h_{t-1}; factors that the forward values give are made for all steps at once:
 *
 *     dn_t = D_t * (1 - z_t) (1 - n_t^2),   R_t = dn_t W_hn^T
 *     dr_t = R_t * h_{t-1} r_t (1 - r_t),   dz_t = D_t * (h_{t-1} - n_t) z_t (1 - z_t)
 *     D_{t-1} = dy_{t-1} + D_t * z_t + R_t * r_t + [dr_t, dz_t] [W_hr, W_hz]^T
 */
export function runGruResetBefore(
  operations: NativeOperations,
  x: tf.Tensor3D,
  [initial]: readonly tf.Tensor2D[],
  weights: MatrixWeights,
): SequenceResult {
  const { inputKernel, recurrentKernel, bias } = weights;
  const inputs = [x, initial!, inputKernel, recurrentKernel, bias];
  const outputs = withGradient<tf.Tensor3D>(inputs, (save) => {
    const values = forward(operations, x, initial!, weights);
    const { gates, candidate, resetState, difference } = values;
    const operands = [x, initial!, inputKernel, recurrentKernel, values.outputs];
    save([...operands, gates, candidate, resetState, difference]);
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
  { inputKernel, recurrentKernel, bias }: MatrixWeights,
): GruActivations {
  const hidden = initial.shape[1];
  const rows = operations.addBias(operations.matMul(asRows(x), inputKernel), bias);
  const [gateRows, candidateRows] = operations.split(rows, [2 * hidden, hidden], 1);
  const fromInput = operations.unstack(asSequence(gateRows!, x.shape[0]));
  const candidateFromInput = operations.unstack(asSequence(candidateRows!, x.shape[0]));
  const [gateKernel, candidateKernel] = operations.split(recurrentKernel, [2 * hidden, hidden], 1);
  const steps = fromInput.map(() => [] as tf.Tensor2D[]);
  let h = initial;
  for (const [t, projected] of fromInput.entries()) {
    const gates = operations.sigmoid(operations.add(projected, operations.matMul(h, gateKernel!)));
    const [r, z] = operations.split(gates, [hidden, hidden], 1);
    const resetState = operations.multiply(r!, h);
    const recurrent = operations.matMul(resetState, candidateKernel!);
    const candidate = operations.tanh(operations.add(candidateFromInput[t]!, recurrent));
    const difference = operations.subtract(h, candidate);
    h = operations.add(candidate, operations.multiply(z!, difference));
    steps[t] = [h, gates, candidate, resetState, difference];
  }
  const all = (part: number) => operations.stack(steps.map((values) => values[part]!));
  return {
    outputs: all(0),
    gates: all(1),
    candidate: all(2),
    resetState: all(3),
    difference: all(4),
  };
}

/** Factors of D_t and R_t; each (time, batch, hidden). */
interface GruFactors {
  readonly reset: tf.Tensor3D;
  readonly update: tf.Tensor3D;
  /** From D_t to the candidate before tanh. */
  readonly candidate: tf.Tensor3D;
  /** From R_t to the reset gate before sigmoid. */
  readonly ofReset: tf.Tensor3D;
  /** From D_t to the update gate before sigmoid. */
  readonly ofUpdate: tf.Tensor3D;
}

function factors(
  operations: NativeOperations,
  previous: tf.Tensor3D,
  { gates, candidate, difference }: Pick<GruActivations, 'gates' | 'candidate' | 'difference'>,
): GruFactors {
  const hidden = candidate.shape[2];
  const [reset, update] = operations.split(gates, [hidden, hidden], 2);
  const kept = operations.subtract(tf.scalar(1) as tf.Tensor, update!) as tf.Tensor3D;
  return {
    reset: reset!,
    update: update!,
    candidate: operations.tanhGradient(candidate, kept),
    ofReset: operations.sigmoidGradient(reset!, previous),
    ofUpdate: operations.sigmoidGradient(update!, difference),
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
  const [gates, candidate, resetState, difference] = saved.slice(5) as [
    tf.Tensor3D,
    tf.Tensor3D,
    tf.Tensor3D,
    tf.Tensor3D,
  ];
  const previous = previousStates(operations, initial, outputs);
  const sequence = asSequence(previous, x.shape[0]);
  const factor = factors(operations, sequence, { gates, candidate, difference });
  const back = throughTime(operations, dy, factor, recurrentKernel);
  const dProjected = operations.concat([back.gates, back.candidate], 1);
  const input = inputGradients(operations, x, inputKernel, dProjected);
  const dGateKernel = operations.matMul(previous, back.gates, true);
  const dCandidateKernel = operations.matMul(asRows(resetState), back.candidate, true);
  const dRecurrentKernel = operations.concat([dGateKernel, dCandidateKernel], 1);
  return [input.x, back.initial, input.inputKernel, dRecurrentKernel, input.bias];
}

/**
 * Derivatives by the initial state (batch, hidden), by the gates (time * batch, 2 * hidden) and by
 * the candidate (time * batch, hidden), the latter two before their activations.
 */
function throughTime(
  operations: NativeOperations,
  dy: tf.Tensor3D,
  factor: GruFactors,
  recurrentKernel: tf.Tensor2D,
): { readonly initial: tf.Tensor2D; readonly gates: tf.Tensor2D; readonly candidate: tf.Tensor2D } {
  const hidden = factor.update.shape[2];
  // A product with a transposed operand is two to three times slower, at every step.
  const transposed = operations.transpose(recurrentKernel);
  const [gateKernel, candidateKernel] = operations.split(transposed, [2 * hidden, hidden], 0);
  const fromOutputs = operations.unstack(dy);
  const resets = operations.unstack(factor.reset);
  const updates = operations.unstack(factor.update);
  const ofReset = operations.unstack(factor.ofReset);
  const ofUpdate = operations.unstack(factor.ofUpdate);
  const ofCandidate = operations.unstack(factor.candidate);
  const gates: tf.Tensor2D[] = [];
  const candidate: tf.Tensor2D[] = [];
  let dh = fromOutputs[fromOutputs.length - 1]!;
  for (let t = fromOutputs.length - 1; t >= 0; t--) {
    candidate[t] = operations.multiply(dh, ofCandidate[t]!);
    const dResetState = operations.matMul(candidate[t]!, candidateKernel!);
    const dReset = operations.multiply(dResetState, ofReset[t]!);
    const dUpdate = operations.multiply(dh, ofUpdate[t]!);
    gates[t] = operations.concat([dReset, dUpdate], 1);
    const terms = [
      operations.multiply(dh, updates[t]!),
      operations.multiply(dResetState, resets[t]!),
      operations.matMul(gates[t]!, gateKernel!),
    ];
    if (t > 0) terms.push(fromOutputs[t - 1]!);
    dh = operations.addMany(terms);
  }
  return {
    initial: dh,
    gates: asRows(operations.stack(gates)),
    candidate: asRows(operations.stack(candidate)),
  };
}
