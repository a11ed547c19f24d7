import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonLines, set, unroll } from '../support/unroll-command.ts';

const samples = join(import.meta.dirname, '../../build/resources/samples');
const demand = join(samples, 'electricity-demand.csv');
const shakespeare = join(samples, 'tinyshakespeare.txt');

const small = { hidden_size: 8, max_steps: 12, eval_every: 6, seed: 7 };

/** One home in which a small forecaster and a small language model are trained once. */
describe('from data to results', () => {
  let home: string;
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'unroll-test-'));
    const forecaster = await unroll([
      'train',
      '--data',
      demand,
      '--home',
      home,
      '--json',
      '--name',
      'seer',
      '--tag',
      'first',
      ...set({ ...small, input_length: 48, horizon: 12 }),
    ]);
    expect(forecaster).toMatchObject({ code: 0, errors: '' });
    lines = jsonLines(forecaster.output);
    const config = fileInHome(
      'config.yaml',
      'task: language-model\nhidden_size: 64\nbptt: 16\nmax_steps: 8\n',
    );
    writer = await unroll([
      'train',
      '--data',
      shakespeare,
      '--home',
      home,
      '--name',
      'poet',
      '--project',
      'Verse',
      '--config',
      config,
      ...set({ hidden_size: 8, num_layers: 1 }),
    ]);
  }, 300_000);
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  let lines: Record<string, unknown>[];
  let writer: Awaited<ReturnType<typeof unroll>>;
  const fileInHome = (name: string, content: string) => {
    const path = join(home, name);
    writeFileSync(path, content);
    return path;
  };
  const ask = (...args: string[]) => unroll([...args, '--home', home]);

  it('reports as JSON lines and ends with the finished line', () => {
    const reports = lines.slice(0, -1);
    const finished = lines.at(-1)!;
    expect(reports.every(({ event }) => event === 'report')).toBe(true);
    const steps = reports.map(({ step }) => step as number);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(steps.at(-1)).toBe(12);
    const measured = reports.map(({ metrics }) => metrics as Record<string, number>);
    expect(measured.filter((metrics) => 'val/mse' in metrics).length).toBeGreaterThanOrEqual(2);
    expect(Object.keys(finished).sort()).toEqual(
      [
        'event',
        'run',
        'status',
        'best',
        'test',
        'baselines',
        'seconds',
        'steps_per_sec',
        'kernel',
        'device',
      ].sort(),
    );
    expect(finished).toMatchObject({ event: 'finished', run: 'seer', status: 'completed' });
    const best = (finished['best'] as Record<string, number>)['val/mse']!;
    const values = measured.flatMap((metrics) => metrics['val/mse'] ?? []);
    expect(best).toBe(Math.min(...values));
    expect((finished['test'] as Record<string, number>)['test/mse']).toBeGreaterThan(0);
    const baselines = finished['baselines'] as Record<string, number>;
    expect(Object.keys(baselines)).toEqual(expect.arrayContaining(['last-value', 'seasonal-48']));
    for (const value of Object.values(baselines)) expect(value).toBeGreaterThan(0);
  });

  it('tells a person how it went, without colours in a pipe', () => {
    expect(writer.code).toBe(0);
    expect(writer.output).toMatch(/^poet completed: 8 steps in /);
    expect(writer.output).toMatch(/poet +\d\.\d+/);
    expect(writer.output).toMatch(/gram .*\d\.\d+/);
    expect(writer.output + writer.errors).not.toContain('\u001b');
  });

  it('lets flags win over the file', async () => {
    const run = JSON.parse((await ask('show', 'poet', '--json')).output);
    expect(run.settings).toMatchObject({ hidden_size: 8, bptt: 16, max_steps: 8, num_layers: 1 });
    expect(run.task).toBe('language-model');
  });

  it('keeps the files that people expect', async () => {
    const run = JSON.parse((await ask('show', 'seer', '--json')).output);
    expect(run.directory).toBe(join(home, 'runs', 'seer'));
    expect(readFileSync(join(run.directory, 'config.yaml'), 'utf8')).toMatch(/^hidden_size: 8$/m);
    const metrics = readFileSync(join(run.directory, 'metrics.jsonl'), 'utf8').trim().split('\n');
    expect(metrics.length).toBeGreaterThanOrEqual(12);
    expect(existsSync(join(run.directory, 'checkpoints'))).toBe(true);
    expect(run.checkpoints.length).toBeGreaterThan(0);
  });

  it('lists the runs, newest first, and the data', async () => {
    const runs = JSON.parse((await ask('list', '--json')).output);
    expect(runs.map(({ name }: { name: string }) => name)).toEqual(['poet', 'seer']);
    expect((await ask('list')).output).toMatch(/seer +forecasting +completed +val\/mse/);
    const verse = JSON.parse((await ask('list', '--json', '--project', 'Verse')).output);
    expect(verse.map(({ name }: { name: string }) => name)).toEqual(['poet']);
    const unknown = await ask('list', '--project', 'Vers');
    expect(unknown.code).toBe(2);
    expect(unknown.errors).toContain('There is no project Vers; did you mean Verse?');
    expect((await ask('list', '--datasets')).output).toMatch(
      /electricity-demand\.csv +csv .*4,032 rows/,
    );
  });

  it('shows a run by name and by number', async () => {
    const byName = await ask('show', 'seer');
    expect(byName.output).toContain('forecasting  completed');
    expect(byName.output).toContain('tags first');
    expect(byName.output).toMatch(/^input_length: 48$/m);
    expect((await ask('show', '1')).output).toBe(byName.output);
    const mistaken = await ask('show', 'seeer');
    expect(mistaken).toMatchObject({ code: 2, output: '' });
    expect(mistaken.errors).toMatch(/did you mean seer\?/);
  });

  it('forecasts what comes next, the same as a table, as CSV and as JSON', async () => {
    const json = JSON.parse((await ask('forecast', 'seer', '--json')).output);
    expect(json.channels).toHaveLength(1);
    expect(json.channels[0].forecast).toHaveLength(12);
    const csv = (await ask('forecast', 'seer', '--csv')).output.trim().split('\n');
    expect(csv).toHaveLength(13);
    expect(Number(csv[1]!.split(',')[1])).toBe(json.channels[0].forecast[0]);
    expect((await ask('forecast', 'poet')).code).toBe(2);
  }, 120_000);

  it('backtests by step ahead and by time, the same as tables, as CSV and as JSON', async () => {
    const options = ['--folds', '2', '--step', '20'];
    const json = JSON.parse((await ask('backtest', 'seer', ...options, '--json')).output);
    expect(json.folds).toHaveLength(2);
    const [network, naive] = json.forecasters;
    expect([network.name, naive.name]).toEqual(['network', 'last-value']);
    const csv = (await ask('backtest', 'seer', ...options, '--csv')).output.trim().split('\n');
    expect(csv).toHaveLength(13);
    expect(Number(csv[1]!.split(',')[1])).toBe(network.errors[0].bySteps[0]);
    const tables = (await ask('backtest', 'seer', ...options)).output;
    expect(tables).toMatch(/^seer +\d/m);
    expect(tables).toMatch(/mse is .* (below|above) that of last value repeated/);
  }, 120_000);

  it('writes the same text for the same seed', async () => {
    const write = (seed: string) =>
      ask(
        'generate',
        'poet',
        '--prompt',
        'ROMEO:',
        '--length',
        '40',
        '--seed',
        seed,
        '--temperature',
        '1',
      );
    const [first, again, other] = [await write('1'), await write('1'), await write('2')];
    expect(first).toMatchObject({ code: 0, errors: '' });
    expect(first.output.startsWith('ROMEO:')).toBe(true);
    expect([...first.output]).toHaveLength(6 + 40 + 1);
    expect(again.output).toBe(first.output);
    expect(other.output).not.toBe(first.output);
  }, 120_000);

  it('measures the best checkpoint again to the same figures', async () => {
    const again = JSON.parse((await ask('eval', 'seer', '--json')).output);
    const test = lines.at(-1)!['test'] as Record<string, number>;
    expect(again.metrics['test/mse']).toBe(test['test/mse']);
    expect((await ask('eval', 'seer', '--split', 'tests')).code).toBe(2);
  }, 120_000);

  it('measures a run without a test part on the validation part, and says so', async () => {
    const { output, errors } = await ask('eval', 'poet', '--json');
    const { split, metrics } = JSON.parse(output);
    expect(split).toBe('val');
    expect(metrics['val/nats']).toBeGreaterThan(0);
    expect(errors).toMatch(/no test part/);
    const asked = await ask('eval', 'poet', '--split', 'test');
    expect(asked.code).toBe(2);
    expect(asked.errors).toMatch(/poet has no test part.*--split val.*test_fraction/);
  }, 120_000);

  it('compares runs with the naive rows and draws the chart', async () => {
    const svg = join(home, 'comparison.svg');
    const { code, output, errors } = await ask('compare', 'seer', 'poet', '--svg', svg);
    expect(code).toBe(0);
    expect(output).toMatch(/seer .*\n.*poet/);
    expect(output).toMatch(/seasonal-48/);
    expect(output).toMatch(/^task +forecasting +language-model$/m);
    expect(errors).toContain(svg);
    expect(readFileSync(svg, 'utf8')).toMatch(/^<svg [\s\S]*seer[\s\S]*<\/svg>\s*$/);
    const json = JSON.parse((await ask('compare', '1', '2', '--json')).output);
    expect(json.runs.map(({ name }: { name: string }) => name)).toEqual(['seer', 'poet']);
  });

  it('recognises the data of an earlier run', async () => {
    const data = JSON.parse((await ask('list', '--datasets', '--json')).output);
    expect(data).toHaveLength(2);
  });

  it('refuses a name that is taken', async () => {
    const taken = await ask('train', '--data', demand, '--name', 'seer', ...set(small));
    expect(taken.code).toBe(2);
    expect(taken.errors).toMatch(/seer/);
  });
});
