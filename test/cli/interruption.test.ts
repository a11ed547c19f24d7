import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryHome } from '../support/temporary-home.ts';
import { jsonLines, set, startUnroll, unroll } from '../support/unroll-command.ts';

const demand = join(import.meta.dirname, '../../build/resources/samples/electricity-demand.csv');

/** A training that ends only when it is made to. */
function startTraining(home: string, name: string, settings: Parameters<typeof set>[0] = {}) {
  const endless = { hidden_size: 8, max_steps: 100_000, max_epochs: 10_000, patience: 0 };
  const command = ['train', '--data', demand, '--home', home, '--json', '--name', name];
  return startUnroll([...command, ...set({ ...endless, ...settings })]);
}

describe('Ctrl-C', () => {
  it('pauses with a checkpoint and the run goes on to the end', async () => {
    const home = temporaryHome();
    const command = startTraining(home, 'long', { eval_every: 20 });
    await command.seen(/"step":2\d,/);
    command.child.kill('SIGINT');
    const paused = await command.ended;
    expect(paused.code).toBe(130);
    expect(paused.errors).toContain('unroll resume long');
    expect(jsonLines(paused.output).at(-1)).toMatchObject({ event: 'finished', status: 'paused' });
    const run = JSON.parse((await unroll(['show', 'long', '--json', '--home', home])).output);
    expect(run.state).toBe('paused');
    expect(run.step).toBeGreaterThan(0);

    const resumed = startUnroll(['resume', 'long', '--home', home, '--json']);
    await resumed.seen(/"event":"report"/);
    resumed.child.kill('SIGTERM');
    const ended = await resumed.ended;
    expect(ended.code).toBe(143);
    const [first] = jsonLines(ended.output);
    expect(first!['step']).toBeGreaterThanOrEqual(run.step);
  }, 180_000);

  it('twice ends at once', async () => {
    const home = temporaryHome();
    const command = startTraining(home, 'stubborn');
    await command.seen(/"event":"report"/);
    command.child.kill('SIGINT');
    command.child.kill('SIGINT');
    expect((await command.ended).code).toBe(130);
    const run = JSON.parse((await unroll(['show', 'stubborn', '--json', '--home', home])).output);
    expect(['paused', 'interrupted']).toContain(run.state);
  }, 180_000);
});

describe('Ctrl-C on what only answers', () => {
  it('ends it with its trainer and no answer', async () => {
    const home = temporaryHome();
    const settings = set({ hidden_size: 8, max_steps: 2 });
    await unroll(['train', '--data', demand, '--home', home, '--name', 'short', ...settings]);
    for (const name of ['eval', 'backtest', 'diagnose']) {
      const command = startUnroll([name, 'short', '--home', home]);
      const trainer = await firstChild(command.child.pid!);
      command.child.kill('SIGINT');
      expect(await command.ended, name).toMatchObject({ code: 130, output: '' });
      expect(isAlive(trainer)).toBe(false);
    }
  }, 60_000);
});

/** Number of the first process that another one starts. */
async function firstChild(parent: number): Promise<number> {
  for (;;) {
    const listed = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
    const found = listed
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number))
      .find(([, ppid]) => ppid === parent);
    if (found !== undefined) return found[0]!;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A dead process that nobody has waited for is not alive. */
function isAlive(pid: number): boolean {
  try {
    const state = execFileSync('ps', ['-o', 'state=', '-p', String(pid)], { encoding: 'utf8' });
    return !state.trim().startsWith('Z');
  } catch {
    return false;
  }
}

describe('two commands in one home', () => {
  it('the second trainer is told that the home is in use; looking goes on', async () => {
    const home = temporaryHome();
    const first = startTraining(home, 'busy');
    await first.seen(/"event":"report"/);
    const second = await unroll([
      'train',
      '--data',
      demand,
      '--home',
      home,
      ...set({ hidden_size: 8, max_steps: 12 }),
    ]);
    expect(second.code).toBe(3);
    expect(second.errors.trim().split('\n')).toHaveLength(1);
    expect((await unroll(['list', '--home', home])).output).toMatch(/busy +forecasting +running/);
    first.child.kill('SIGINT');
    expect((await first.ended).code).toBe(130);
  }, 180_000);
});
