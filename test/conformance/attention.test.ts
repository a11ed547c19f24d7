import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../src/backend/random.ts';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import { needEqualSizes } from '../../src/models/attention/attention-id.ts';
import { attend, attentionMask, attentionScores } from '../../src/models/attention/index.ts';
import { ParameterSet } from '../../src/models/parameters.ts';
import { relativeError } from '../support/recurrent.ts';

/** What every attention score must keep to; see AttentionScore. */

beforeAll(() => loadBackend());

const [batch, target, source] = [3, 4, 5];
const sizes = { query: 6, key: 6 };
const values = (shape: [number, number, number], seed: number) =>
  tf.randomNormal<tf.Rank.R3>(shape, 0, 1, 'float32', seed);

describe.each(attentionScores.map((score) => [score.id, score] as const))('%s', (_, score) => {
  function make() {
    const parameters = new ParameterSet();
    const scorer = score.create(sizes, parameters, new Random(3), 'attention');
    const queries = values([batch, target, sizes.query], 1);
    const keys = values([batch, source, sizes.key], 2);
    return { parameters, scorer, queries, keys };
  }

  it('serves the sizes that it says, and names its parameters', () => {
    expect(score.supports(sizes)).toBe(true);
    const { parameters } = make();
    for (const name of parameters.names) expect(name).toMatch(/^attention\.[a-z_]+$/);
    const odd = { query: 6, key: 8 };
    expect(score.supports(odd)).toBe(!needEqualSizes.includes(score.id));
    if (score.supports(odd)) {
      const scorer = score.create(odd, new ParameterSet(), new Random(1), 'other');
      const prepared = scorer.prepare(values([batch, source, odd.key], 4));
      const scores = scorer.score(values([batch, target, odd.query], 5), prepared);
      expect(scores.shape).toEqual([batch, target, source]);
    }
  });

  it('scores every query with every key, each by itself', () => {
    const { scorer, queries, keys } = make();
    const scores = scorer.score(queries, scorer.prepare(keys));
    expect(scores.shape).toEqual([batch, target, source]);
    const one = scorer.score(
      tf.slice3d(queries, [1, 2, 0], [1, 1, -1]),
      scorer.prepare(tf.slice3d(keys, [1, 3, 0], [1, 1, -1])),
    );
    const same = tf.slice3d(scores, [1, 2, 3], [1, 1, 1]).dataSync()[0]!;
    expect(one.dataSync()[0]).toBeCloseTo(same, 4);
  });

  it('attends to nothing behind the end, and its weights add up to one', () => {
    const { scorer, queries, keys } = make();
    const lengths = tf.tensor1d([5, 1, 3], 'int32');
    const memory = { keys, prepared: scorer.prepare(keys), mask: attentionMask(lengths, source) };
    const { context, weights } = attend(scorer, queries, memory);
    const shown = weights.arraySync();
    for (const [row, length] of [5, 1, 3].entries()) {
      for (const step of shown[row]!) {
        expect(step.slice(length).every((weight) => weight === 0)).toBe(true);
        expect(step.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
      }
    }
    const expected = tf.matMul(weights, keys);
    expect(relativeError(context, expected)).toBeLessThan(1e-6);
    // With one step there is nothing to choose.
    expect(shown[1]![0]![0]).toBeCloseTo(1, 6);
  });

  it('has the gradients of finite differences for queries, keys and weights', () => {
    const { parameters, scorer, queries, keys } = make();
    const probe = values([batch, target, source], 7);
    const loss = (q: tf.Tensor3D, k: tf.Tensor3D) =>
      tf.sum<tf.Scalar>(tf.mul(probe, tf.softmax(scorer.score(q, scorer.prepare(k)))));
    const [byQuery, byKey] = tf.grads(loss as never)([queries, keys]) as tf.Tensor3D[];
    const slope = (value: tf.Tensor3D, at: (moved: tf.Tensor3D) => tf.Scalar) => {
      const direction = values(value.shape, 9);
      const step = 1e-2;
      const [up, down] = [step, -step].map(
        (size) => at(tf.add(value, tf.mul(direction, size))).dataSync()[0]!,
      );
      return { direction, slope: (up! - down!) / (2 * step) };
    };
    for (const [gradient, { direction, slope: expected }] of [
      [byQuery!, slope(queries, (moved) => loss(moved, keys))],
      [byKey!, slope(keys, (moved) => loss(queries, moved))],
    ] as const) {
      const found = tf.sum(tf.mul(gradient, direction)).dataSync()[0]!;
      expect(Math.abs(found - expected)).toBeLessThan(2e-3 * Math.max(1, Math.abs(expected)));
    }
    if (parameters.names.length === 0) return;
    const { grads } = tf.variableGrads(() => loss(queries, keys), parameters.list());
    for (const gradient of Object.values(grads)) {
      expect(tf.sum(tf.abs(gradient)).dataSync()[0]).toBeGreaterThan(0);
    }
  });
});

it('has unique names', () => {
  expect(new Set(attentionScores.map(({ id }) => id)).size).toBe(attentionScores.length);
});
