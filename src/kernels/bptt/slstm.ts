import * as tf from '@tensorflow/tfjs-core';
import type { NativeOperations } from '../../backend/operations/native-operations.ts';
import { withGradients } from '../../backend/operations.ts';
import type { MatrixWeights } from '../../models/cells/cell.ts';
import { logSigmoid } from '../../models/cells/log-sigmoid.ts';
import type { SequenceResult } from '../kernel.ts';
import { asRows, asSequence, inputGradients, previousStates } from '../weight-gradients.ts';

/**
 * sLSTM. Forwards step by step, keeping h, c, n and m; on the way back all gates are made again for
 * the whole sequence at once, and a step is left with what joins it to the next. With H, C, N, M the
 * derivatives by a step's states, those by later steps included, and g = 1 where the old state set m:
 *
 *     C += H o / n,   N -= H o c / n^2
 *     I  = (C z + N) i',   F = (C c_{t-1} + N n_{t-1}) f',   R = M - I - F
 *     di~ = I + (1 - g) R,   dk = F + g R,   df~ = dk (1 - sigmoid(f~))
 *     dz~ = C i' (1 - z^2),   do~ = H (c / n) o (1 - o)
 *     C_{t-1} = C f',   N_{t-1} = N f',   M_{t-1} = dk,   H_{t-1} = dy_{t-1} + da_t R^T
 */
export function runSlstm(
  operations: NativeOperations,
  x: tf.Tensor3D,
  states: readonly tf.Tensor2D[],
  { inputKernel, recurrentKernel, bias }: MatrixWeights,
): SequenceResult {
  const given = [x, ...states, inputKernel, recurrentKernel, bias];
  const [outputs, ...finalStates] = withGradients({
    inputs: Object.fromEntries(given.map((tensor, i) => [`input${i}`, tensor])),
    forward: (save) => {
      const all = forward(operations, given);
      save([...given, ...all]);
      const ends = all.map((sequence) => lastOf(sequence));
      return [all[0]!, ...ends];
    },
    gradients: (dys, saved) => {
      const derived = tf.tidy(() => backward(operations, dys, saved));
      return Object.fromEntries(given.map((_, i) => [`input${i}`, () => derived[i]!]));
    },
  });
  return { outputs: outputs as tf.Tensor3D, finalStates: finalStates as tf.Tensor2D[] };
}

function lastOf(sequence: tf.Tensor3D): tf.Tensor2D {
  const [time, batch, width] = sequence.shape;
  return tf.reshape(tf.slice(sequence, [time - 1, 0, 0], [1, batch, width]), [batch, width]);
}

/** h, c, n and m of every step. */
function forward(o: NativeOperations, given: readonly tf.Tensor[]): tf.Tensor3D[] {
  const [x, h0, c0, n0, m0, inputKernel, recurrentKernel, bias] = given as [
    tf.Tensor3D,
    ...tf.Tensor2D[],
  ];
  const hidden = h0!.shape[1];
  const rows = o.addBias(o.matMul(asRows(x), inputKernel!), bias as tf.Tensor as tf.Tensor1D);
  const all: tf.Tensor2D[][] = [[], [], [], []];
  let [h, c, n, m] = [h0!, c0!, n0!, m0!];
  for (const projected of o.unstack(asSequence(rows, x.shape[0]))) {
    const sums = o.add(projected, o.matMul(h, recurrentKernel!));
    const [i, z, f, out] = o.split(sums, [hidden, hidden, hidden, hidden], 1);
    // log sigmoid(f) = f - softplus(f)
    const kept = o.add(o.subtract(f!, o.softplus(f!)), m);
    m = o.maximum(kept, i!);
    const write = o.exponential(o.subtract(i!, m));
    const keep = o.exponential(o.subtract(kept, m));
    c = o.add(o.multiply(keep, c), o.multiply(write, o.tanh(z!)));
    n = o.add(o.multiply(keep, n), write);
    h = o.multiply(o.sigmoid(out!), o.divide(c, n));
    for (const [part, value] of [h, c, n, m].entries()) all[part]!.push(value);
  }
  return all.map((steps) => o.stack(steps));
}

/** What a step's way back multiplies by, for all steps at once; each (time * batch, hidden). */
interface Factors {
  /** o / n and -o c / n^2: from h to c and n. */
  readonly toCell: tf.Tensor2D;
  readonly toNormalizer: tf.Tensor2D;
  /** i' z, i', f' c_{t-1}, f' n_{t-1}: from c and n to the exponents. */
  readonly writtenCell: tf.Tensor2D;
  readonly written: tf.Tensor2D;
  readonly keptCell: tf.Tensor2D;
  readonly keptNormalizer: tf.Tensor2D;
  readonly keep: tf.Tensor2D;
  /** g */
  readonly setByOld: tf.Tensor2D;
  /** Slopes of z, f and o by their sums, with what they multiply. */
  readonly candidate: tf.Tensor2D;
  readonly forget: tf.Tensor2D;
  readonly output: tf.Tensor2D;
}

function factorsOf(
  sums: tf.Tensor2D,
  before: readonly tf.Tensor2D[],
  now: readonly tf.Tensor2D[],
): Factors {
  const [, cBefore, nBefore, mBefore] = before;
  const [, c, n, m] = now;
  const [i, z, f, o] = tf.split(sums, 4, 1) as tf.Tensor2D[];
  const kept = tf.add<tf.Tensor2D>(logSigmoid(f!), mBefore!);
  const keep = tf.exp<tf.Tensor2D>(tf.sub(kept, m!));
  const written = tf.exp<tf.Tensor2D>(tf.sub(i!, m!));
  const [squashed, open] = [tf.tanh(z!), tf.sigmoid(o!)];
  const ratio = tf.div<tf.Tensor2D>(c!, n!);
  const toCell = tf.div<tf.Tensor2D>(open, n!);
  return {
    toCell,
    toNormalizer: tf.neg(tf.mul<tf.Tensor2D>(toCell, ratio)),
    writtenCell: tf.mul(written, squashed),
    written,
    keptCell: tf.mul(keep, cBefore!),
    keptNormalizer: tf.mul(keep, nBefore!),
    keep,
    setByOld: tf.cast(tf.greaterEqual(kept, i!), 'float32'),
    candidate: tf.mul(written, tf.sub(1, tf.square(squashed))),
    forget: tf.sigmoid(tf.neg(f!)),
    output: tf.mul(ratio, tf.mul(open, tf.sub(1, open))),
  };
}

function backward(o: NativeOperations, dys: readonly tf.Tensor[], saved: tf.Tensor[]): tf.Tensor[] {
  const [x, h0, c0, n0, m0, inputKernel, recurrentKernel, bias] = saved as [
    tf.Tensor3D,
    ...tf.Tensor2D[],
  ];
  const all = saved.slice(8) as tf.Tensor3D[];
  const before = [h0!, c0!, n0!, m0!].map((first, part) => previousStates(o, first, all[part]!));
  const fromInput = o.addBias(o.matMul(asRows(x), inputKernel!), bias as tf.Tensor as tf.Tensor1D);
  const sums = o.add(fromInput, o.matMul(before[0]!, recurrentKernel!));
  const factors = factorsOf(sums, before, all.map(asRows));
  const back = throughTime(o, dys, factors, o.transpose(recurrentKernel!));
  const input = inputGradients(o, x, inputKernel!, back.sums);
  const dRecurrentKernel = o.matMul(before[0]!, back.sums, true);
  return [input.x, ...back.states, input.inputKernel, dRecurrentKernel, input.bias];
}

/** Derivatives by the initial states, and by all sums (time * batch, 4 * hidden). */
function throughTime(
  o: NativeOperations,
  [dOutputs, dh, dc, dn, dm]: readonly tf.Tensor[],
  factors: Factors,
  transposed: tf.Tensor2D,
): { readonly states: readonly tf.Tensor2D[]; readonly sums: tf.Tensor2D } {
  const direct = o.unstack(dOutputs as tf.Tensor3D);
  const time = direct.length;
  const steps = Object.fromEntries(
    Object.entries(factors).map(([name, rows]) => [name, o.unstack(asSequence(rows, time))]),
  ) as Record<keyof Factors, tf.Tensor2D[]>;
  const sums: tf.Tensor2D[] = [];
  let [h, c, n, m] = [dh, dc, dn, dm] as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
  for (let t = time - 1; t >= 0; t--) {
    const at = (name: keyof Factors) => steps[name][t]!;
    h = o.add(h, direct[t]!);
    c = o.add(c, o.multiply(h, at('toCell')));
    n = o.add(n, o.multiply(h, at('toNormalizer')));
    const i = o.add(o.multiply(c, at('writtenCell')), o.multiply(n, at('written')));
    const f = o.add(o.multiply(c, at('keptCell')), o.multiply(n, at('keptNormalizer')));
    const rest = o.subtract(m, o.add(i, f));
    const byOld = o.multiply(rest, at('setByOld'));
    m = o.add(f, byOld);
    const dInput = o.add(i, o.subtract(rest, byOld));
    const dGates = [
      dInput,
      o.multiply(c, at('candidate')),
      o.multiply(m, at('forget')),
      o.multiply(h, at('output')),
    ];
    sums[t] = o.concat(dGates, 1);
    h = o.matMul(sums[t]!, transposed);
    c = o.multiply(c, at('keep'));
    n = o.multiply(n, at('keep'));
  }
  return { states: [h, c, n, m], sums: asRows(o.stack(sums)) };
}
