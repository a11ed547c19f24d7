import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import { type ClippingLimits, measureAndClip } from '../../src/trainer/clipping.ts';

beforeAll(async () => {
  await loadBackend();
});

/** Norm sqrt(9 + 16 + 144) = 13. */
const gradients = { matrix: [[3, -4]], bias: [12] };

function clip(limits: ClippingLimits, given: Record<string, tf.TensorLike> = gradients) {
  let values: number[][] = [];
  const measured = tf.tidy(() => {
    const tensors = new Map(Object.entries(given).map(([name, g]) => [name, tf.tensor(g)]));
    const result = measureAndClip(tf.scalar(0.25), tensors, limits);
    values = [...result.gradients.values()].map((tensor) => [...tensor.dataSync()]);
    return { loss: result.loss, norm: result.norm, clippedNorm: result.clippedNorm };
  });
  return { ...measured, values };
}

describe('clipping', () => {
  it('measures the global norm over all parameters and the loss', () => {
    expect(clip({ norm: 0, value: 0 })).toEqual({
      loss: 0.25,
      norm: 13,
      clippedNorm: 13,
      values: [[3, -4], [12]],
    });
  });

  it('leaves gradients below the limit alone', () => {
    expect(clip({ norm: 13, value: 12 }).values).toEqual([[3, -4], [12]]);
  });

  it('scales all gradients together to the limit: g * c / ||g||', () => {
    const { norm, clippedNorm, values } = clip({ norm: 1.3, value: 0 });
    expect(norm).toBe(13);
    expect(clippedNorm).toBeCloseTo(1.3, 12);
    const wanted = [0.3, -0.4, 1.2];
    for (const [i, value] of values.flat().entries()) expect(value).toBeCloseTo(wanted[i]!, 6);
  });

  it('cuts values first, then the norm of what is left', () => {
    // Cut to 3, -4, 4: norm sqrt(41).
    const { norm, clippedNorm, values } = clip({ norm: 1, value: 4 });
    expect(norm).toBe(13);
    expect(clippedNorm).toBeCloseTo(1, 12);
    const scale = 1 / Math.sqrt(41);
    const wanted = [3 * scale, -4 * scale, 4 * scale];
    for (const [i, value] of values.flat().entries()) expect(value).toBeCloseTo(wanted[i]!, 6);
  });

  it('tells a gradient that is not finite by a norm that is not finite, value limit or not', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      for (const value of [0, 5]) {
        const { norm } = clip({ norm: 1, value }, { matrix: [[1, bad]], bias: [1] });
        expect(Number.isFinite(norm)).toBe(false);
      }
    }
  });

  it('treats a zero gradient as below every limit', () => {
    const { clippedNorm, values } = clip({ norm: 1e-6, value: 0 }, { bias: [0, 0] });
    expect(clippedNorm).toBe(0);
    expect(values).toEqual([[0, 0]]);
  });
});
