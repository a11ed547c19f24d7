import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryHome } from '../support/temporary-home.ts';
import { jsonLines, startUnroll, unroll } from '../support/unroll-command.ts';

const demand = join(import.meta.dirname, '../../build/resources/samples/electricity-demand.csv');

const small = [
  ...['--data', demand, '--task', 'forecasting', '--set', 'input_length=48'],
  ...['--set', 'horizon=12', '--set', 'hidden_size=4'],
];

/** A process and its children, trainers among them. */
function killAll(pid: number): void {
  const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
  process.kill(pid, 'SIGKILL');
  for (const child of children.split('\n').map(Number).filter(Boolean)) {
    process.kill(child, 'SIGKILL');
  }
}

describe('unroll search', () => {
  it('survives kill -9 of everything: no trial is lost or run twice', {
    timeout: 240_000,
  }, async () => {
    const home = temporaryHome();
    const command = startUnroll([
      'search',
      ...small,
      ...['--set', 'max_steps=60', '--set', 'eval_every=10', '--set', 'checkpoint_every=10'],
      ...['--trials', '3', '--sampler', 'random', '--pruner', 'none', '--seed', '5'],
      ...['--name', 'hunt', '--home', home, '--json'],
    ]);
    await command.seen(/"number":1,"state":"running".*"step":2/);
    killAll(command.child.pid!);
    await command.ended;

    const { code, output, errors } = await unroll([
      ...['search', '--resume', 'hunt', '--home', home, '--json'],
    ]);
    expect(errors).toBe('');
    expect(code).toBe(0);
    const finished = jsonLines(output).at(-1)!;
    expect(finished).toMatchObject({
      event: 'finished',
      study: 'hunt',
      status: 'completed',
      trials: { completed: 3, pruned: 0, failed: 0 },
    });
    expect(finished['best']).toMatchObject({ params: { lr: expect.any(Number) } });
    const runs = JSON.parse((await unroll(['list', '--home', home, '--json'])).output);
    expect(runs).toHaveLength(3);
    for (const run of runs) {
      expect(run).toMatchObject({ state: 'completed', step: 60, tags: ['hunt'] });
    }
    const studies = (await unroll(['list', '--studies', '--home', home])).output;
    expect(studies).toMatch(/hunt\s+forecasting\s+completed\s+val\/mse/);
  });

  it('trains a population in stretches that equal one uninterrupted training', {
    timeout: 240_000,
  }, async () => {
    const home = temporaryHome();
    const length = ['--set', 'max_steps=20', '--set', 'eval_every=10'];
    const space = join(temporaryHome(), 'space.yaml');
    writeFileSync(space, 'parameters:\n  lr: { low: 1e-4, high: 1e-1, log: true }\n');
    const { code, output, errors } = await unroll([
      ...['search', ...small, ...length, '--sampler', 'pbt', '--seed', '3', '--home', home],
      ...['--space', space],
      ...['--sampler-set', 'population=2', '--sampler-set', 'stretches=2', '--json'],
    ]);
    expect(errors).toBe('');
    expect(code).toBe(0);
    const lines = jsonLines(output);
    expect(lines.at(-1)).toMatchObject({ trials: { completed: 4, pruned: 0, failed: 0 } });
    const ended = lines.filter(({ state }) => state === 'completed');
    const second = ended.filter(({ number }) => Number(number) >= 2);
    const first = ended.filter(({ number }) => Number(number) < 2);
    // The one that leads goes on with its own settings, the other takes over its weights.
    const rate = (line: Record<string, unknown>) => (line['params'] as { lr: number }).lr;
    const leader = second.find((line) => first.some((other) => rate(other) === rate(line)))!;
    const whole = await unroll([
      ...['train', ...small, ...length, '--set', `lr=${rate(leader)}`, '--home', home, '--json'],
    ]);
    const last = jsonLines(whole.output).findLast(
      ({ event, step, metrics }) =>
        event === 'report' && step === 20 && 'val/mse' in (metrics as object),
    );
    const [measured] = leader['values'] as number[];
    expect((last!['metrics'] as Record<string, number>)['val/mse']).toBe(measured);
  });

  it('serves a script by ask and tell', { timeout: 60_000 }, async () => {
    const home = temporaryHome();
    const ask = (...args: string[]) => unroll([...args, '--home', home]);
    const made = await ask('search', '--ask', ...small, '--name', 'by-hand');
    expect(made.output.trim()).toBe('by-hand');
    const trial = JSON.parse((await ask('ask', 'by-hand')).output);
    expect(trial).toMatchObject({ number: 0, params: { lr: expect.any(Number) } });
    const onTheWay = await ask('tell', 'by-hand', '0', '--values', '0.5', '--step', '1');
    expect(JSON.parse(onTheWay.output)).toMatchObject({ prune: false });
    const told = await ask('tell', 'by-hand', '0', '--values', '0.25');
    expect(JSON.parse(told.output)).toMatchObject({ state: 'completed', results: [0.25] });
    expect(await ask('tell', 'by-hand', '0', '--values', '0.25')).toMatchObject({
      code: 2,
      errors: expect.stringContaining('Trial 0 is not running'),
    });
  });

  it('says what is wrong before anything is trained', { timeout: 60_000 }, async () => {
    const home = temporaryHome();
    const cases: [string[], RegExp][] = [
      [['--sampler', 'bayes'], /no sampler bayes/],
      [['--objective', 'val/beauty'], /val\/beauty is no objective/],
      [['--trials', '0'], /whole number from 1/],
      [['--space', 'nowhere.yaml'], /There is no file nowhere\.yaml/],
    ];
    for (const [args, message] of cases) {
      const { code, errors } = await unroll(['search', ...small, ...args, '--home', home]);
      expect(errors).toMatch(message);
      expect(code).toBe(2);
    }
    const { output } = await unroll(['search', ...small, '--print-space', '--home', home]);
    expect(output).toMatch(/^parameters:\n {2}# .*\n {2}hidden_size: /);
  });
});
