import { describe, expect, it } from 'vitest';
import { taskDescriptor } from '../../src/tasks/descriptors.ts';
import { estimateAt } from '../../src/tasks/estimate.ts';
import { TestEngine } from '../support/engine.ts';
import { measured, start } from '../support/studies.ts';

describe('bounds on the cost of trials', () => {
  it('holds trials to a time of a step on the machine as it was measured', async () => {
    const size = 'parameters:\n  hidden_size: { low: 16, high: 4096, log: true }\n';
    const wanted = {
      space: `${size}constraints:\n  - step_ms <= 40\n`,
      settings: { batch_size: 32, bptt: 50 },
      trains: false,
      limits: { trials: 25 },
    };
    const largest = async (gflops: number) => {
      const engine = new TestEngine();
      await measured(engine, gflops);
      const { id } = await start(engine, wanted);
      const [dataset] = await engine.handlers['datasets.list'](undefined);
      const sizes: number[] = [];
      for (let i = 0; i < 25; i++) {
        const { values } = (await engine.handlers['studies.ask']({ id }))!;
        const settings = { ...wanted.settings, ...values };
        const speed = { gflops, compiled: true, pace: 1 };
        const costs = estimateAt(speed, dataset!, taskDescriptor('language-model'), settings)!;
        expect(1000 * costs.stepSeconds).toBeLessThanOrEqual(40);
        sizes.push(Number(values['hidden_size']));
      }
      return Math.max(...sizes);
    };
    const [slow, fast] = [await largest(20), await largest(2000)];
    expect(slow).toBeLessThan(800);
    expect(fast).toBeGreaterThan(1000);
  });

  it('keeps to the speed that its bounds were made with, however the machine is measured later', async () => {
    const engine = new TestEngine();
    await measured(engine, 20);
    const space =
      'parameters:\n  hidden_size: { low: 16, high: 2048, log: true }\nconstraints: [step_ms <= 30]\n';
    const { id, constraints } = await start(engine, { space, trains: false });
    expect(constraints).toEqual([{ quantity: 'step_ms', atMost: 30 }]);
    const record = engine.home;
    const before = (await engine.handlers['studies.ask']({ id }))!;
    await engine.workbench.close();
    const next = new TestEngine({ home: record });
    await measured(next, 4000);
    const again = (await next.handlers['studies.ask']({ id }))!;
    expect(again.number).toBe(1);
    const large = { hidden_size: 2000 };
    await expect(next.handlers['studies.enqueue']({ id, values: large })).rejects.toMatchObject({
      code: 'beyond-constraint',
    });
    expect(Number(before.values['hidden_size'])).toBeLessThan(2000);
  });
});
