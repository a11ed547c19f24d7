import { describe, expect, it } from 'vitest';
import { splitByCounts } from '../../../src/datasets/index.ts';
import {
  evaluationOrigins,
  spread,
  trainingOrigins,
} from '../../../src/tasks/forecasting/windows.ts';

describe('windows', () => {
  const { train, val, test } = splitByCounts(20, { train: 10, val: 5, test: 5 });
  const shape = { input: 4, horizon: 2 };

  it('keep input and target of training windows inside the training rows, stride 1', () => {
    const origins = [...trainingOrigins(train, shape)];
    expect(origins).toEqual([4, 5, 6, 7, 8]);
    expect(origins[0]! - shape.input).toBe(train.start);
    expect(origins.at(-1)! + shape.horizon).toBe(train.end);
  });

  it('let evaluation inputs look back, targets never leave the part', () => {
    expect([...evaluationOrigins(val, shape)]).toEqual([10, 11, 12, 13]);
    expect([...evaluationOrigins(test, shape)]).toEqual([15, 16, 17, 18]);
  });

  it('number as in the literature: 8521 / 2857 / 2857 for ETTh1, 96 to 24', () => {
    const parts = splitByCounts(17_420, { train: 8640, val: 2880, test: 2880 });
    const usual = { input: 96, horizon: 24 };
    expect(trainingOrigins(parts.train, usual)).toHaveLength(8640 - 96 - 24 + 1);
    expect(evaluationOrigins(parts.val, usual)).toHaveLength(2880 - 24 + 1);
    expect(evaluationOrigins(parts.test, usual)).toHaveLength(2880 - 24 + 1);
  });

  it('are none for an empty part', () => {
    const { test: none } = splitByCounts(20, { train: 15, val: 5, test: 0 });
    expect(evaluationOrigins(none, shape)).toHaveLength(0);
  });

  it('spread evenly from the first to the last', () => {
    const origins = Int32Array.from({ length: 11 }, (_, index) => 100 + index);
    expect(spread(origins, 3)).toEqual([100, 105, 110]);
    expect(spread(origins, 1)).toEqual([105]);
    expect(spread(origins.subarray(0, 2), 5)).toEqual([100, 101]);
  });
});
