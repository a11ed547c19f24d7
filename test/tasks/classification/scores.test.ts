import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  classMetrics,
  classScores,
  confusionMatrix,
  reliability,
} from '../../../src/tasks/classification/class-scores.ts';
import { numberMetrics } from '../../../src/tasks/classification/number-scores.ts';
import { fitTemperature, probabilitiesOf } from '../../../src/tasks/classification/temperature.ts';

/** Computed by scikit-learn and SciPy: see make-fixtures.py. */
const fixture = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures/scores.json'), 'utf8'),
) as {
  classes: number;
  logits: number[];
  truth: number[];
  confusion: number[][];
  precision: number[];
  recall: number[];
  f1: number[];
  support: number[];
  metrics: Record<string, number>;
  temperature: number;
  numbers: { told: number[]; known: number[]; mse: number; mae: number; r2: number };
};
const logits = Float32Array.from(fixture.logits);
const truth = Int32Array.from(fixture.truth);
const answers = {
  classes: fixture.classes,
  probabilities: probabilitiesOf(logits, fixture.classes),
  truth,
};

describe('scores of classes', () => {
  it('count confusions as scikit-learn does', () => {
    expect(confusionMatrix(answers)).toEqual(fixture.confusion);
    const scores = classScores(fixture.confusion);
    scores.forEach((score, index) => {
      expect(score.precision).toBeCloseTo(fixture.precision[index]!, 12);
      expect(score.recall).toBeCloseTo(fixture.recall[index]!, 12);
      expect(score.f1).toBeCloseTo(fixture.f1[index]!, 12);
      expect(score.support).toBe(fixture.support[index]);
    });
  });

  it('give its accuracy, balanced accuracy, macro F1, log loss and calibration error', () => {
    const metrics = classMetrics(answers);
    expect(Object.keys(metrics).sort()).toEqual(Object.keys(fixture.metrics).sort());
    for (const [name, value] of Object.entries(fixture.metrics)) {
      // Probabilities are single precision here.
      expect(metrics[name], name).toBeCloseTo(value, 5);
    }
  });

  it('put every answer into one bin of confidence', () => {
    const bins = reliability(answers);
    expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(truth.length);
    bins.forEach(({ count, confidence }, index) => {
      if (count === 0) return;
      expect(confidence).toBeGreaterThanOrEqual(index / bins.length - 1e-6);
      expect(confidence).toBeLessThanOrEqual((index + 1) / bins.length + 1e-6);
    });
  });

  it('stay finite for a class that is impossible', () => {
    const sure = { classes: 2, probabilities: Float32Array.of(1, 0), truth: Int32Array.of(1) };
    expect(classMetrics(sure)['loss']).toBeCloseTo(-Math.log(1e-12), 6);
  });
});

describe('the temperature', () => {
  it('is the one that SciPy finds', () => {
    const found = fitTemperature({ classes: fixture.classes, logits, truth });
    expect(found).toBeCloseTo(fixture.temperature, 3);
  });

  it('makes the cross-entropy no worse and leaves every answer as it is', () => {
    const temperature = fitTemperature({ classes: fixture.classes, logits, truth });
    const scaled = { ...answers, probabilities: probabilitiesOf(logits, 4, temperature) };
    expect(classMetrics(scaled)['loss']).toBeLessThanOrEqual(classMetrics(answers)['loss']!);
    expect(confusionMatrix(scaled)).toEqual(fixture.confusion);
  });
});

describe('scores of numbers', () => {
  it('are those of scikit-learn, in both units', () => {
    const { told, known, mse, mae, r2 } = fixture.numbers;
    const metrics = numberMetrics({ answers: told, truth: known, deviation: 10 }, 'mae');
    expect(metrics['mse']).toBeCloseTo(mse, 12);
    expect(metrics['mae']).toBeCloseTo(mae, 12);
    expect(metrics['r2']).toBeCloseTo(r2, 12);
    expect(metrics['loss']).toBe(metrics['mae']);
    expect(metrics['mse_original']).toBeCloseTo(100 * mse, 10);
    expect(metrics['mae_original']).toBeCloseTo(10 * mae, 10);
  });
});
