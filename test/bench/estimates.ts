/**
 * How near the estimate before a start comes: a rehearsal, then a short real training, for each
 * whole step of the bench and for the bundled samples. The bound is 20 % for step time, the time of
 * the whole and peak memory. `npm run bench -- estimates [NAME…]` prints a table.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { benchRows } from '../../src/bench/rows.ts';
import { writeData } from '../../src/bench/worker/made-up-data.ts';
import { type StepWork, stepSettings, taskOfWork } from '../../src/bench/worker/work-settings.ts';
import type { NewRun, RehearsalResult, Run, Settings } from '../../src/contract/index.ts';
import { ForkLauncher } from '../../src/launchers/fork.ts';
import { taskDescriptor } from '../../src/tasks/descriptors.ts';
import { Workbench } from '../../src/workbench.ts';

interface Row {
  readonly name: string;
  readonly task: string;
  /** Of the bundled samples, or made up for a step of the bench. */
  readonly data: string | StepWork;
  readonly settings: Settings;
  /** Of the real training: about a quarter of a minute. */
  readonly steps: number;
}

const rows: readonly Row[] = [
  ...steps({ 'word-lm fp32': 90, 'char-lm fp32': 40, 'forecaster fp32': 20, 'small fp32': 8000 }),
  ...steps({ 'word-lm mixed': 140, 'char-lm mixed': 60 }),
  sample('translation', 'translation', 'english-french.txt', 800),
  sample('speech', 'speech', 'spoken-digits.tar.gz', 1000),
  sample('classification', 'classification', 'spoken-digits.tar.gz', 4000),
];

function steps(counts: Readonly<Record<string, number>>): Row[] {
  return Object.entries(counts).map(([name, count]) => {
    const work = benchRows(1).find((row) => row.name === name)!.work as StepWork;
    const task = taskOfWork(work);
    return {
      name,
      task,
      data: work,
      steps: count,
      settings: stepSettings(work, taskDescriptor(task)),
    };
  });
}

function sample(name: string, task: string, data: string, count: number): Row {
  return { name, task, data, steps: count, settings: {} };
}

/** What was expected and what came. */
interface Outcome {
  readonly row: Row;
  readonly rehearsal: RehearsalResult;
  readonly rehearsalSeconds: number;
  readonly stepMilliseconds: number;
  readonly run: Run;
  readonly peakBytes: number;
}

const samples = resolve('build/resources/samples');
const wanted = process.argv.slice(3);
const home = mkdtempSync(join(tmpdir(), 'unroll-estimates-'));
const workbench = Workbench.open({
  home,
  version: '0.1.0',
  launcher: new ForkLauncher(resolve('out/main/trainer.js')),
});
try {
  print(['row', 'ms a step', '', 'seconds', '', 'until done', '', 'memory, MB', '', 'rehearsal']);
  for (const row of rows) {
    if (wanted.length > 0 && !wanted.some((name) => row.name.startsWith(name))) continue;
    tell(await outcomeOf(row));
  }
} finally {
  workbench.close();
  rmSync(home, { recursive: true, force: true });
}

async function outcomeOf(row: Row): Promise<Outcome> {
  const { handlers } = workbench;
  const path = typeof row.data === 'string' ? join(samples, row.data) : writeData(home, row.data);
  const { dataset } = await handlers['datasets.import']({ path });
  const suggested = dataset.suggestions.find(({ task }) => task === row.task)?.settings ?? {};
  const given = typeof row.data === 'string' ? suggested : row.settings;
  const length = { max_steps: row.steps, max_epochs: 10_000, patience: 0 };
  const settings: NewRun['settings'] = {
    ...(given as NewRun['settings']),
    ...length,
    eval_every: row.steps / 2,
  };
  const wish = { datasetId: dataset.id, task: row.task, settings };
  const began = performance.now();
  const rehearsal = await handlers['runs.rehearse'](wish);
  const rehearsalSeconds = (performance.now() - began) / 1000;
  const started = await handlers['runs.create'](wish);
  const run = await ended(started.id);
  const question = { runIds: [run.id], metrics: ['sys/peak_rss', 'lr'], maxPoints: 100_000 };
  const series = await handlers['metrics.series'](question);
  const of = (name: string) => series.find(({ metric }) => metric === name)!;
  const peakBytes = Math.max(...of('sys/peak_rss').maxima) * 1e6;
  const stepMilliseconds = meanDistance(of('lr').seconds) * 1000;
  return { row, rehearsal, rehearsalSeconds, run, peakBytes, stepMilliseconds };
}

async function ended(id: number): Promise<Run> {
  for (;;) {
    const run = await workbench.handlers['runs.get']({ id });
    if (run.state === 'completed') return run;
    if (run.state === 'failed') throw new Error(run.problem?.message ?? 'failed');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Of neighbouring points; the longest is an evaluation that came between two. */
function meanDistance(seconds: readonly number[]): number {
  const distances = seconds.slice(1).map((value, index) => value - seconds[index]!);
  const whole = distances.reduce((sum, value) => sum + value, 0);
  return (whole - Math.max(...distances)) / (distances.length - 1);
}

function tell({
  row,
  rehearsal,
  rehearsalSeconds,
  run,
  peakBytes,
  stepMilliseconds,
}: Outcome): void {
  const wall = (run.finishedAt! - run.startedAt!) / 1000;
  const pair = (expected: number, came: number) => [
    `${expected.toPrecision(3)} → ${came.toPrecision(3)}`,
    `${came >= expected ? '+' : '−'}${Math.abs(100 * (came / expected - 1)).toFixed(0)} %`,
  ];
  print([
    row.name,
    ...pair(rehearsal.stepMilliseconds, stepMilliseconds),
    ...pair(rehearsal.seconds, run.seconds),
    ...pair(rehearsal.startSeconds + rehearsal.seconds, wall),
    ...pair(rehearsal.peakBytes / 1e6, peakBytes / 1e6),
    `${rehearsalSeconds.toFixed(1)} s`,
  ]);
}

function print(cells: readonly string[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}
