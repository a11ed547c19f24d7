import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Store } from '../../src/store/store.ts';
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

const oneTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

/** A study's trials with their runs and the steps that were trained, as they lie in the store. */
function storedTrials(home: string, name: string) {
  const store = Store.open(home);
  const { id } = store.studies.list().find((study) => study.name === name)!;
  const trials = store.studies.trials(id).map(({ trial, runId }) => {
    const run = store.runs.get(runId!);
    const [series] = store.metrics.series([run.id], ['train/loss'], 100_000);
    return { trial, runId, run, steps: [...(series?.steps ?? [])] };
  });
  store.close();
  return trials;
}

describe('unroll search', () => {
  it('survives kill -9 of everything, again and again: no trial is lost or run twice', {
    timeout: 240_000,
  }, async () => {
    const home = temporaryHome();
    const hunt = ['--home', home, '--json'];
    const first = startUnroll([
      'search',
      ...small,
      ...['--set', 'max_steps=60', '--set', 'eval_every=10', '--set', 'checkpoint_every=10'],
      ...['--trials', '4', '--parallel', '2', '--seed', '5', '--name', 'hunt'],
      ...['--sampler', 'tpe', '--sampler-set', 'startup_trials=2', '--pruner', 'asha', ...hunt],
    ]);
    await first.seen(/"number":1,"state":"running".*"step":1/);
    killAll(first.child.pid!);
    await first.ended;
    const second = startUnroll(['search', '--resume', 'hunt', ...hunt]);
    await second.seen(/"state":"running".*"step":\d/);
    killAll(second.child.pid!);
    await second.ended;

    const limits = ['--trials', '4', '--minutes', '30'];
    const { code, output, errors } = await unroll([
      ...['search', '--resume', 'hunt', ...limits, ...hunt],
    ]);
    expect(errors).toBe('');
    expect(code).toBe(0);
    const finished = jsonLines(output).at(-1)!;
    expect(finished).toMatchObject({ event: 'finished', study: 'hunt', status: 'completed' });
    expect(finished['best']).toMatchObject({ params: { lr: expect.any(Number) } });
    const trials = storedTrials(home, 'hunt');
    expect(trials.map(({ trial }) => trial.number)).toEqual([0, 1, 2, 3]);
    expect(new Set(trials.map(({ runId }) => runId)).size).toBe(4);
    expect(new Set(trials.map(({ trial }) => JSON.stringify(trial.values))).size).toBe(4);
    for (const { trial, run, steps } of trials) {
      expect(['completed', 'pruned']).toContain(trial.state);
      expect(run.tags).toEqual(['hunt']);
      expect(trial.reports.map(({ step }) => step)).toEqual(oneTo(trial.reports.length));
      if (trial.state === 'completed') expect(trial.reports).toHaveLength(6);
      // Every step was trained once, as if nothing had happened.
      expect(steps).toEqual(oneTo(run.step));
    }
    expect(trials.filter(({ trial }) => trial.state === 'completed').length).toBeGreaterThan(0);
    const studies = (await unroll(['list', '--studies', '--home', home])).output;
    expect(studies).toMatch(/hunt\s+forecasting\s+completed\s+val\/mse/);
  });

  it('trains a population in stretches, killed in the middle, that equal one uninterrupted training', {
    timeout: 240_000,
  }, async () => {
    const home = temporaryHome();
    const length = ['--set', 'max_steps=40', '--set', 'eval_every=10'];
    const space = join(temporaryHome(), 'space.yaml');
    writeFileSync(space, 'parameters:\n  lr: { low: 1e-4, high: 1e-1, log: true }\n');
    const search = startUnroll([
      ...['search', ...small, ...length, '--sampler', 'pbt', '--seed', '3', '--home', home],
      ...['--space', space, '--name', 'herd', '--parallel', '2', '--set', 'checkpoint_every=10'],
      ...['--sampler-set', 'population=2', '--sampler-set', 'stretches=2', '--json'],
    ]);
    await search.seen(/"number":2,"state":"running".*"step":1/);
    killAll(search.child.pid!);
    await search.ended;
    const { code, output, errors } = await unroll([
      ...['search', '--resume', 'herd', '--home', home, '--json'],
    ]);
    expect(errors).toBe('');
    expect(code).toBe(0);
    expect(jsonLines(output).at(-1)).toMatchObject({
      trials: { completed: 4, pruned: 0, failed: 0 },
    });
    const trials = storedTrials(home, 'herd');
    expect(trials.map(({ trial }) => trial.number)).toEqual([0, 1, 2, 3]);
    for (const { trial, steps } of trials) {
      expect(trial.reports.map(({ step }) => step)).toEqual([1, 2]);
      expect(steps).toEqual(oneTo(20).map((step) => step + (trial.continues ? 20 : 0)));
    }
    // The one that leads goes on with its own settings, the other takes over its weights.
    const rate = ({ trial }: (typeof trials)[number]) => Number(trial.values['lr']);
    const [founders, heirs] = [trials.slice(0, 2), trials.slice(2)];
    const leader = heirs.find((heir) => founders.some((one) => rate(one) === rate(heir)))!;
    const whole = await unroll([
      ...['train', ...small, ...length, '--set', `lr=${rate(leader)}`, '--home', home, '--json'],
    ]);
    const last = jsonLines(whole.output).findLast(
      ({ event, step, metrics }) =>
        event === 'report' && step === 40 && 'val/mse' in (metrics as object),
    );
    const measured = leader.trial.reports.at(-1)!.values[0];
    expect((last!['metrics'] as Record<string, number>)['val/mse']).toBe(measured);
  });

  it('searches over cells, each with the settings that it has', { timeout: 120_000 }, async () => {
    const home = temporaryHome();
    const space = join(temporaryHome(), 'space.yaml');
    const cells = 'cell: [gru, mlstm, indrnn]';
    writeFileSync(space, `parameters:\n  ${cells}\n  forget_bias: { low: 0, high: 2, step: 1 }\n`);
    const { code, errors } = await unroll([
      ...['search', ...small, '--set', 'max_steps=4', '--set', 'eval_every=4', '--space', space],
      ...['--trials', '5', '--sampler', 'grid', '--pruner', 'none', '--name', 'cells'],
      ...['--home', home, '--json'],
    ]);
    expect(errors).toBe('');
    expect(code).toBe(0);
    const trials = storedTrials(home, 'cells');
    expect(trials.map(({ trial }) => trial.state)).toEqual(new Array(5).fill('completed'));
    const tried = trials.map(({ trial: { values }, run }) => {
      expect(run.settings['cell']).toBe(values['cell']);
      return `${values['cell']} ${values['forget_bias'] ?? 'has none'}`;
    });
    // The forget bias is a setting of one of them alone.
    const all = ['gru has none', 'indrnn has none', 'mlstm 0', 'mlstm 1', 'mlstm 2'];
    expect(tried.sort()).toEqual(all);
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
    expect(await ask('search', '--resume', 'by-hand', '--trials', '1')).toMatchObject({
      code: 0,
      output: 'by-hand\n',
    });
    expect((await ask('ask', 'by-hand')).output).toBe('null\n');
    await ask('search', '--resume', 'by-hand', '--trials', '2');
    expect(JSON.parse((await ask('ask', 'by-hand')).output)).toMatchObject({ number: 1 });
    expect(await ask('search', '--resume', 'by-hand')).toMatchObject({
      code: 2,
      errors: expect.stringContaining('measured by a script'),
    });
    const written = join(home, 'by-hand.json');
    expect(await ask('export-study', 'by-hand', written)).toMatchObject({ code: 0 });
    expect(await ask('export-study', 'by-hand', written)).toMatchObject({
      code: 2,
      errors: expect.stringMatching(/already a file .*by-hand\.json.*--force/),
    });
    expect(await ask('export-study', 'by-hand', written, '--force')).toMatchObject({ code: 0 });
  });

  it('ends when the steps of all trials are used up, the last one cut off there', {
    timeout: 120_000,
  }, async () => {
    const home = temporaryHome();
    const length = ['--set', 'max_steps=20', '--set', 'eval_every=10', '--pruner', 'none'];
    const budget = ['--steps', '35', '--parallel', '1', '--name', 'counted'];
    const byHand = ['--try', 'lr=0.01,hidden_size=32,dropout=0,num_layers=1'];
    const { code, output } = await unroll([
      ...['search', ...small, ...length, ...budget, ...byHand, '--home', home, '--json'],
    ]);
    expect(code).toBe(0);
    expect(jsonLines(output).at(-1)).toMatchObject({
      reason: 'The 35 training steps are used up.',
      trials: { completed: 2 },
      steps: 35,
    });
    const trials = storedTrials(home, 'counted');
    expect(trials[0]!.trial).toMatchObject({
      proposed: 'Chosen by hand.',
      values: { lr: 0.01, hidden_size: 32 },
    });
    expect(trials.map(({ steps }) => steps.length)).toEqual([20, 15]);
    // Measured at its end too, although no evaluation was due there.
    expect(trials[1]!.trial.reports).toHaveLength(2);
  });

  it('serves the script of its documentation', { timeout: 120_000 }, async () => {
    const folder = temporaryHome();
    const text = readFileSync(join(import.meta.dirname, '../../docs/command-line.md'), 'utf8');
    const [, script, space] = /```js\n([\s\S]+?)```[\s\S]+?```yaml\n([\s\S]+?)```/.exec(
      text.slice(text.indexOf('**By a script.**')),
    )!;
    writeFileSync(join(folder, 'search.mjs'), script!);
    writeFileSync(join(folder, 'space.yaml'), space!);
    // What an installation puts into the path.
    const command = join(import.meta.dirname, '../../out/main/cli.js');
    writeFileSync(join(folder, 'unroll'), `#!/bin/sh\nexec node "${command}" "$@"\n`, {
      mode: 0o755,
    });
    const printed = execFileSync(process.execPath, ['search.mjs', demand], {
      cwd: folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        PATH: `${folder}${delimiter}${process.env['PATH']}`,
        UNROLL_HOME: temporaryHome(),
      },
    });
    expect(printed).toMatch(/search-1\s+forecasting\s+completed/);
  });

  it('says what is wrong before anything is trained', { timeout: 60_000 }, async () => {
    const home = temporaryHome();
    const cases: [string[], RegExp][] = [
      [['--sampler', 'bayes'], /no sampler bayes/],
      [['--objective', 'val/beauty'], /val\/beauty is no objective/],
      [['--trials', '0'], /whole number from 1/],
      [['--steps', '2.5'], /whole number from 1/],
      [['--try', '0.01'], /a value without its name/],
      [['--try', 'lr=7'], /lr = 7: expected a number from/],
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
