import { describe, expect, it } from 'vitest';
import { UnrollError } from '../../src/contract/index.ts';
import { TestEngine } from '../support/engine.ts';

const status = (engine: TestEngine) => engine.handlers['app.status'](undefined);

/** Processes start slowly on a busy machine. */
const patient = { timeout: 20_000 };

describe('work that one waits for', () => {
  it('writes text token by token until it is stopped', async () => {
    const engine = new TestEngine();
    const { id: runId } = await engine.run({ steps: 5 });
    await engine.reach(runId, 'completed');
    const options = {
      prompt: 'a',
      temperature: 1,
      topK: 0,
      topP: 1,
      seed: 1,
      stop: '',
      length: 3,
    };
    const short = await engine.handlers['generate.start']({ runId, ticket: 'short', options });
    expect(short).toEqual({ text: 'axxx', tokens: 3, written: [] });

    const endless = { ...options, length: 100_000 };
    const answer = engine.handlers['generate.start']({ runId, ticket: 'long', options: endless });
    const tokens = () =>
      engine.notices.filter((one) => one.type === 'token' && one.ticket === 'long');
    await expect.poll(() => tokens().length, patient).toBeGreaterThan(5);
    await engine.handlers['jobs.stop']({ ticket: 'long' });
    const { tokens: written } = await answer;
    expect(written).toBeGreaterThan(5);
    expect(written).toBeLessThan(100_000);
    await expect(engine.handlers['forecast.create']({ runId })).rejects.toMatchObject({
      code: 'not-able',
    });
  });

  it('stops work by its ticket: what does not listen, and what waits for its turn', async () => {
    const engine = new TestEngine();
    const { id: runId } = await engine.run({ steps: 5 });
    await engine.reach(runId, 'completed');
    const tickets = ['deaf', 'deaf too', 'waiting'];
    const answers = tickets.map(async (ticket) => {
      try {
        return (await engine.handlers['diagnose.create']({ runId, ticket })).kind;
      } catch (error) {
        return error instanceof UnrollError ? error.code : error;
      }
    });
    await expect(
      engine.handlers['diagnose.create']({ runId, ticket: 'deaf' }),
    ).rejects.toMatchObject({ code: 'ticket-in-use' });
    engine.handlers['jobs.stop']({ ticket: 'waiting' });
    expect(await answers[2]).toBe('stopped');
    for (const ticket of tickets) engine.handlers['jobs.stop']({ ticket });
    expect(await Promise.all(answers)).toEqual(['stopped', 'stopped', 'stopped']);
  });

  it('is ended when the engine closes; what waits or comes later is refused', async () => {
    const engine = new TestEngine();
    const { id: runId } = await engine.run({ steps: 5 });
    await engine.reach(runId, 'completed');
    const sampling = { temperature: 1, topK: 0, topP: 1, seed: 1 };
    const options = { prompt: '', length: 100_000, stop: '', ...sampling };
    const ask = async (ticket: string) => {
      try {
        const { tokens } = await engine.handlers['generate.start']({ runId, ticket, options });
        return tokens < 100_000 ? 'stopped early' : 'complete';
      } catch (error) {
        return error instanceof UnrollError ? error.code : error;
      }
    };
    const asked = ['one', 'two', 'three'].map(ask);
    const hasToken = () => engine.notices.some((one) => one.type === 'token');
    await expect.poll(hasToken, patient).toBe(true);
    await engine.workbench.close();
    const answers = await Promise.all(asked);
    expect(answers[0]).toBe('stopped early');
    expect(answers[2]).toBe('stopped');
    await expect(status(engine)).rejects.toThrow('not open');
  });
});
