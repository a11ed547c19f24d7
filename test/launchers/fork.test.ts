import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Job, Problem, TrainerMessage } from '../../src/contract/index.ts';
import { ForkLauncher } from '../../src/launchers/fork.ts';
import { trainerGate } from '../../src/launchers/launcher.ts';

const probe: Job = { kind: 'probe' };

/** Collects what is heard of one process until it is gone. */
function listen() {
  const messages: TrainerMessage[] = [];
  const malformed: Problem[] = [];
  let output = '';
  let leave: (exit: { code: number | null; signal: string | null }) => void;
  const gone = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    leave = resolve;
  });
  const listener = {
    onMessage: (message: TrainerMessage) => void messages.push(message),
    onMalformed: (problem: Problem) => void malformed.push(problem),
    onOutput: (text: string) => {
      output += text;
    },
    onExit: (code: number | null, signal: string | null) => leave({ code, signal }),
  };
  return { listener, messages, malformed, gone, output: () => output };
}

describe('the fork launcher', () => {
  const launcher = new ForkLauncher(
    resolve(import.meta.dirname, '../support/scripted-trainer.mjs'),
  );

  it('hands the job to the process and passes on what it says, up to the last message', async () => {
    const { listener, messages, gone } = listen();
    const handle = launcher.launch(probe, listener);
    expect(handle.pid).toBeGreaterThan(0);
    expect(await gone).toEqual({ code: 0, signal: null });
    expect(messages).toMatchObject([{ type: 'finished', result: { kind: 'probe' } }]);
    handle.send({ type: 'cancel' });
    handle.kill();
  });

  it('tells of a kill', async () => {
    const { listener, gone } = listen();
    launcher.launch(probe, listener).kill();
    expect(await gone).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('tells of a process that cannot start, with what it printed', async () => {
    const { listener, gone, output } = listen();
    new ForkLauncher('/nowhere/trainer.js').launch(probe, listener);
    expect(await gone).toEqual({ code: 1, signal: null });
    expect(output()).toContain('Cannot find module');
  });
});

describe('the gate of trainer messages', () => {
  it('answers readiness with the job and lets nothing malformed through', () => {
    const { listener, messages, malformed } = listen();
    const sent: unknown[] = [];
    const gate = trainerGate(probe, listener, (message) => sent.push(message));
    gate({ type: 'ready', pid: 4 });
    gate({ type: 'token', text: 'a' });
    for (const raw of [null, 'text', {}, { type: 'token' }, { type: 'report', points: [{}] }])
      gate(raw);
    const infinite = { step: 1, seconds: 0, epoch: 0, metrics: { a: Number.POSITIVE_INFINITY } };
    gate({ type: 'report', points: [infinite], remainingSeconds: null, stepsPerSecond: null });
    expect(sent).toEqual([{ type: 'start', job: probe }]);
    expect(messages).toEqual([{ type: 'token', text: 'a' }]);
    expect(malformed).toHaveLength(6);
    expect(malformed.at(-1)).toMatchObject({
      code: 'malformed-message',
      where: 'points.0.metrics.a',
    });
  });
});
