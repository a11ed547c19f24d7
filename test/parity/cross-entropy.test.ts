import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  loadNativeKernels,
  nativeKernelCalls,
  setNativeThreads,
} from '../../src/backend/native-kernels.ts';
import {
  type ClassLayer,
  type CrossEntropyOptions,
  classScores,
  linearCrossEntropy,
  linearCrossEntropyLosses,
  sparseSoftmaxCrossEntropy,
} from '../../src/backend/operations.ts';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import { loadAddon } from '../support/native-kernels.ts';
import { Fixture } from './fixture.ts';

await loadBackend();
const { state } = loadNativeKernels();
if (state !== 'ready') console.log(`cross-entropy: not tested natively, the kernels are ${state}`);

interface Problem {
  readonly hidden: tf.Tensor2D;
  /** (width, classes) */
  readonly weight: tf.Tensor2D;
  readonly bias: tf.Tensor1D;
  readonly labels: tf.Tensor1D;
}

function problemOf(rows: number, width: number, classes: number, omits = false): Problem {
  const label = (row: number) => (omits && row % 4 === 1 ? -1 : (row * 7919 + 3) % classes);
  return {
    hidden: tf.randomNormal([rows, width], 0, 1, 'float32', 1),
    weight: tf.randomNormal([width, classes], 0, 0.3, 'float32', 2),
    bias: tf.randomNormal([classes], 0, 1, 'float32', 3),
    labels: tf.tensor1d(
      Array.from({ length: rows }, (_, row) => label(row)),
      'int32',
    ),
  };
}

/** Loss, losses and gradients; those of a transposed weight are turned back. */
function evaluate(
  { hidden, weight, bias, labels }: Problem,
  transposed: boolean,
  options: CrossEntropyOptions,
): Record<string, tf.Tensor> {
  const stored = transposed ? (tf.transpose(weight) as tf.Tensor2D) : weight;
  const layerOf = (given: tf.Tensor[]): ClassLayer => {
    const [own, ownBias] = given as [tf.Tensor2D, tf.Tensor1D];
    return { weight: own, transposed, bias: ownBias };
  };
  const gradients = tf.valueAndGrads((...given: tf.Tensor[]) =>
    linearCrossEntropy(given[0] as tf.Tensor2D, layerOf(given.slice(1)), labels, options),
  );
  const { value, grads } = gradients([hidden, stored, bias]);
  const [forHidden, forWeight, forBias] = grads as [tf.Tensor, tf.Tensor, tf.Tensor];
  const losses = linearCrossEntropyLosses(hidden, layerOf([stored, bias]), labels, options);
  const turned = transposed ? tf.transpose(forWeight) : forWeight;
  return { value, losses, forHidden, forWeight: turned, forBias };
}

/** The plain path in operations that every backend has, by the tape. */
function evaluatePlainly(
  { hidden, weight, bias, labels }: Problem,
  { smoothing = 0 }: CrossEntropyOptions,
): Record<string, tf.Tensor> {
  const counted = tf.cast(tf.greaterEqual(labels, tf.scalar(0, 'int32')), 'float32');
  const classes = tf.maximum(labels, tf.scalar(0, 'int32')) as tf.Tensor1D;
  const lossesOf = (...[own, ownWeight, ownBias]: tf.Tensor[]) => {
    const layer = {
      weight: ownWeight as tf.Tensor2D,
      transposed: false,
      bias: ownBias as tf.Tensor1D,
    };
    const scores = classScores(own as tf.Tensor2D, layer);
    const sharp = sparseSoftmaxCrossEntropy(scores, classes);
    const spread = tf.neg(tf.mean(tf.logSoftmax(scores), 1));
    return tf.mul(counted, tf.add(tf.mul(sharp, 1 - smoothing), tf.mul(spread, smoothing)));
  };
  const mean = (...given: tf.Tensor[]) => tf.div(tf.sum(lossesOf(...given)), tf.sum(counted));
  const { value, grads } = tf.valueAndGrads(mean)([hidden, weight, bias]);
  const [forHidden, forWeight, forBias] = grads as [tf.Tensor, tf.Tensor, tf.Tensor];
  return { value, losses: lossesOf(hidden, weight, bias), forHidden, forWeight, forBias };
}

/** Largest difference of each value, relative to the largest value. */
function expectClose(
  found: Record<string, tf.Tensor>,
  wanted: Record<string, tf.Tensor>,
  tolerance: number,
): void {
  for (const [name, tensor] of Object.entries(wanted)) {
    const other = found[name]!;
    expect(other.shape, name).toEqual(tensor.shape);
    const difference = tf.max(tf.abs(tf.sub(other, tensor))).dataSync()[0]!;
    const size = tf.max(tf.abs(tensor)).dataSync()[0]!;
    expect(difference / size, name).toBeLessThan(tolerance);
  }
}

describe('linear layer and cross-entropy', () => {
  const cases: [string, CrossEntropyOptions][] = [
    ['cross-entropy', {}],
    ['cross-entropy-smoothed', { smoothing: 0.1 }],
    ['cross-entropy-omitted', { smoothing: 0.1, omitsRows: true }],
  ];
  for (const [name, options] of cases) {
    for (const transposed of [false, true]) {
      it(`agrees with PyTorch: ${name}${transposed ? ', transposed' : ''}`, () => {
        const fixture = new Fixture(name);
        const problem = {
          hidden: fixture.tensor('hidden') as tf.Tensor2D,
          weight: tf.transpose(fixture.tensor('weight')) as tf.Tensor2D,
          bias: fixture.tensor('bias') as tf.Tensor1D,
          labels: tf.cast(fixture.tensor('labels'), 'int32') as tf.Tensor1D,
        };
        const wanted = {
          value: tf.reshape(fixture.tensor('loss'), []),
          losses: fixture.tensor('losses'),
          forHidden: fixture.tensor('gradient.hidden'),
          forWeight: tf.transpose(fixture.tensor('gradient.weight')),
          forBias: fixture.tensor('gradient.bias'),
        };
        expectClose(evaluate(problem, transposed, options), wanted, 1e-5);
        if (options.omitsRows) return;
        expectClose(evaluatePlainly(problem, options), wanted, 1e-5);
      });
    }
  }

  it('is differentiated through what is done with it', () => {
    const { hidden, weight, bias, labels } = problemOf(9, 5, 7);
    const layer = { weight, transposed: false, bias };
    const slope = (factor: number) =>
      tf.grad((x: tf.Tensor) =>
        tf.mul(linearCrossEntropy(x as tf.Tensor2D, layer, labels), factor),
      )(hidden);
    expectClose({ it: slope(3) }, { it: tf.mul(slope(1), 3) }, 1e-6);
  });
});

describe.runIf(state === 'ready')('the operation of the compiled kernels', () => {
  const sizes = [
    [1, 1, 2],
    [2, 3, 5],
    [7, 33, 31],
    [35, 64, 100],
    // More rows than one part, an odd number of them, and classes that fill no block.
    [701, 40, 129],
    // Several parts of the vocabulary.
    [130, 48, 2100],
    // More logits than are held at once.
    [801, 16, 20_000],
  ] as const;
  for (const [rows, width, classes] of sizes) {
    for (const [transposed, options] of [
      [false, {}],
      [true, { smoothing: 0.1, omitsRows: true }],
    ] as const) {
      const words = `(${rows}, ${width}, ${classes})${transposed ? ' transposed, smoothed' : ''}`;
      it(`agrees with the plain path: ${words}`, () => {
        tf.tidy(() => {
          const problem = problemOf(rows, width, classes, transposed);
          const plain = evaluatePlainly(problem, options);
          expectClose(evaluate(problem, transposed, options), plain, 1e-5);
          const mixed = evaluate(problem, transposed, { ...options, precision: 'mixed' });
          expectClose(mixed, plain, 1e-2);
        });
      });
    }
  }

  it('is the one that runs', () => {
    const names = ['UnrollLinearCrossEntropy', 'UnrollLinearCrossEntropyLosses'];
    const before = names.map(nativeKernelCalls);
    evaluate(problemOf(3, 4, 5), false, {});
    expect(names.map(nativeKernelCalls)).toEqual(before.map((calls) => calls + 1));
  });

  it.each(['fp32', 'mixed'] as const)(
    'gives the same bits on one thread as on two: %s',
    (precision) => {
      const problem = problemOf(350, 70, 3000);
      const [one, two] = [1, 2].map((threads) => {
        setNativeThreads(threads);
        const found = evaluate(problem, false, { precision });
        return Object.values(found).map((tensor) => [...tensor.dataSync()]);
      });
      setNativeThreads(2);
      expect(two).toEqual(one);
    },
  );

  it('gives no number where there is none, and nothing where no row counts', () => {
    const { hidden, weight, bias, labels } = problemOf(8, 6, 40);
    const broken = tf.concat2d([tf.fill([1, 6], Number.NaN), tf.slice(hidden, [1, 0])], 0);
    const layer = { weight, transposed: false, bias };
    const losses = linearCrossEntropyLosses(broken, layer, labels).dataSync();
    expect(losses[0]).toBeNaN();
    expect([...losses].slice(1).every(Number.isFinite)).toBe(true);
    const huge = linearCrossEntropyLosses(tf.mul(hidden, 1e30), layer, labels).dataSync();
    expect([...huge].every((loss) => loss >= 0)).toBe(true);
    const none = { hidden, weight, bias, labels: tf.fill([8], -1, 'int32') as tf.Tensor1D };
    const found = evaluate(none, false, { omitsRows: true });
    for (const tensor of Object.values(found)) {
      expect([...tensor.dataSync()].every((value) => value === 0)).toBe(true);
    }
  });

  it.each([
    ['a whole block of them', 128, 256],
    ['the last, which fill no block', 256, 300],
    ['all but a few', 20, 300],
  ] as const)('leaves out classes that a bias rules out: %s', (_, first, end) => {
    const { hidden, weight, bias, labels } = problemOf(9, 8, 300);
    const classes = tf.range(0, 300);
    const isOut = tf.logicalAnd(tf.greaterEqual(classes, first), tf.less(classes, end));
    const ruledOut = tf.where(isOut, Number.NEGATIVE_INFINITY, bias) as tf.Tensor1D;
    const allowed = tf.mod(labels, tf.scalar(20, 'int32')) as tf.Tensor1D;
    const problem = { hidden, weight, bias: ruledOut, labels: allowed };
    const found = evaluate(problem, false, {});
    // The same of the other classes alone.
    const others = tf.tensor1d(
      [...Array(300).keys()].filter((v) => v < first || v >= end),
      'int32',
    );
    const without = {
      ...{ hidden, labels: allowed, bias: tf.gather(bias, others) },
      weight: tf.gather(weight, others, 1),
    };
    const { value, losses, forHidden, forWeight } = evaluatePlainly(without, {});
    const kept = { ...found, forWeight: tf.gather(found['forWeight']!, others, 1) };
    expectClose(
      kept,
      { value: value!, losses: losses!, forHidden: forHidden!, forWeight: forWeight! },
      1e-5,
    );
  });

  it('holds no more for many rows of few classes than for few of many', () => {
    const { workspace } = loadAddon().facts();
    const problem = problemOf(400_000, 2, 3);
    const found = evaluate(problem, false, {});
    expectClose(found, evaluatePlainly(problem, {}), 1e-4);
    // Blocks of 128 scores for every row at once would be 205 MB.
    const most = Math.max(workspace.peak, 150e6);
    expect(loadAddon().facts().workspace.peak).toBeLessThanOrEqual(most);
  });

  it('refuses what does not fit, and says what', () => {
    const { hidden, weight, bias, labels } = problemOf(4, 3, 5);
    const layer = { weight, transposed: false, bias };
    const losses = (changed: Partial<Problem>) => () =>
      linearCrossEntropyLosses(changed.hidden ?? hidden, layer, changed.labels ?? labels);
    expect(losses({ hidden: tf.ones([4, 2]) })).toThrow(
      /weight has shape \(3, 5\), expected \(2, any\)/,
    );
    expect(losses({ labels: tf.tensor1d([0, 1, 5, 0], 'int32') })).toThrow(
      /labels\[2\] is 5, of 5/,
    );
    expect(losses({ labels: tf.tensor1d([0, -2, 1, 0], 'int32') })).toThrow(/labels\[1\] is -2/);
    expect(losses({ labels: tf.tensor1d([0, 1], 'int32') })).toThrow(/labels has shape \(2\)/);
    expect(losses({ hidden: tf.zeros([0, 3]) as tf.Tensor2D })).toThrow(/there are no rows/);
  });
});
