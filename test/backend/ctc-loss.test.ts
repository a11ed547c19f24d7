import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ctcForwardBackward } from '../../src/backend/ctc/forward-backward.ts';
import { ctcLoss } from '../../src/backend/operations.ts';
import { Random } from '../../src/backend/random.ts';
import { loadBackend } from '../../src/backend/tensorflow.ts';

const path = resolve(import.meta.dirname, '../fixtures/backend/ctc.json');
const fixture: {
  shape: [number, number, number];
  labels: number[][];
  lengths: number[];
  logits: number[];
  weights: number[];
  losses: number[];
  gradient: number[];
} = JSON.parse(readFileSync(path, 'utf8'));
const [, batch, classes] = fixture.shape;

beforeAll(async () => {
  await loadBackend();
});

/** Rows of one sequence. */
function scoresOf(sequence: number, values: readonly number[], length: number): Float32Array {
  return Float32Array.from({ length: length * classes }, (_, at) => {
    const t = Math.floor(at / classes);
    return values[(t * batch + sequence) * classes + (at % classes)]!;
  });
}

describe('the loss of torch.nn.functional.ctc_loss, to 1e-4', () => {
  const { labels, lengths, logits, weights, losses, gradient } = fixture;

  it("by TensorFlow's operation, with its gradient", () => {
    const weighted = (x: tf.Tensor3D) => {
      const own = ctcLoss(x, { labels, lengths });
      expect(own.shape).toEqual([batch]);
      return tf.sum<tf.Scalar>(tf.mul(own, tf.tensor1d(weights)));
    };
    const input = tf.tensor3d(logits, fixture.shape);
    const before = tf.memory().numTensors;
    const { value, grad } = tf.valueAndGrad(weighted)(input);
    const expected = losses.reduce((sum, loss, at) => sum + loss * weights[at]!, 0);
    expect(Math.abs(value.dataSync()[0]! - expected)).toBeLessThan(1e-4);
    grad.dataSync().forEach((slope, at) => {
      expect(Math.abs(slope - gradient[at]!), `${at}`).toBeLessThan(1e-4);
    });
    tf.dispose([value, grad]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each(labels.map((own, at) => [own.join(), at] as const))('by the sums of %s', (_, at) => {
    const length = lengths[at]!;
    const slope = new Float32Array(length * classes);
    const scores = scoresOf(at, logits, length);
    const nats = ctcForwardBackward(scores, { time: length, classes }, labels[at]!, slope);
    expect(Math.abs(nats - losses[at]!)).toBeLessThan(1e-4);
    const expected = scoresOf(at, gradient, length);
    slope.forEach((value, index) => {
      expect(Math.abs(value * weights[at]! - expected[index]!)).toBeLessThan(1e-4);
    });
  });
});

describe('the sums', () => {
  /** All paths written out: what they give is known by merging repeats and dropping blanks. */
  function byEnumeration(scores: Float32Array, steps: number, labels: readonly number[]): number {
    const blank = classes - 1;
    let sum = 0;
    for (let path = 0; path < classes ** steps; path++) {
      const symbols = Array.from(
        { length: steps },
        (_, t) => Math.floor(path / classes ** t) % classes,
      );
      const written = symbols.filter((s, t) => s !== blank && s !== symbols[t - 1]);
      if (written.join() !== labels.join()) continue;
      let probability = 1;
      symbols.forEach((s, t) => {
        const row = scores.subarray(t * classes, (t + 1) * classes);
        const norm = row.reduce((total, score) => total + Math.exp(score), 0);
        probability *= Math.exp(row[s]!) / norm;
      });
      sum += probability;
    }
    return -Math.log(sum);
  }

  it.each([[[]], [[0]], [[1, 1]], [[2, 0, 2]], [[0, 1, 2]]])(
    'over all paths that give %j',
    (labels) => {
      const random = new Random(3);
      const steps = 4;
      const scores = Float32Array.from({ length: steps * classes }, () => random.normal());
      const slope = new Float32Array(scores.length);
      const nats = ctcForwardBackward(scores, { time: steps, classes }, labels, slope);
      expect(nats).toBeCloseTo(byEnumeration(scores, steps, labels), 5);
      // Raising all scores of a step alike changes nothing.
      for (let t = 0; t < steps; t++) {
        const row = slope.subarray(t * classes, (t + 1) * classes);
        expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 5);
      }
    },
  );

  it('of too few steps are infinite, and nothing is learnt from them', () => {
    const slope = new Float32Array(2 * classes).fill(1);
    const scores = new Float32Array(2 * classes);
    expect(ctcForwardBackward(scores, { time: 2, classes }, [1, 1], slope)).toBe(Infinity);
    expect([...slope].every((value) => value === 0)).toBe(true);
  });
});

it('stays finite with scores far apart', () => {
  const scores = tf.tensor3d([[[200, -200, 0]], [[-200, 200, 0]]]);
  const loss = ctcLoss(scores, { labels: [[0, 1]], lengths: [2] }).dataSync()[0]!;
  expect(Math.abs(loss)).toBeLessThan(1e-3);
});
