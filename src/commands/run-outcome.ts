import { primaryMetricOf, type Run, type TaskDescriptor } from '../contract/index.ts';
import type { Workbench } from '../workbench.ts';
import type { Surroundings } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { type EndedRun, followRun } from './follow-run.ts';
import { problemLine } from './problem-line.ts';
import { resultTable } from './result-table.ts';
import { RunProgress } from './run-progress.ts';
import { count, duration, figure } from './terminal/figures.ts';
import type { Terminal } from './terminal/terminal.ts';

/**
 * Trains to the end and tells how it went, for a person or as JSON lines.
 * @returns the exit code
 */
export async function trainAndTell(
  { terminal }: Surroundings,
  workbench: Workbench,
  task: TaskDescriptor,
  start: () => Promise<Run> | Run,
  json: boolean,
): Promise<number> {
  const progress = json ? null : new RunProgress(terminal, task);
  const note = (text: string) => (progress === null ? terminal.note(text) : progress.note(text));
  const ended = await followRun(workbench, start, {
    onPoint: (point) => {
      progress?.onPoint(point);
      if (!json) return;
      const { step, epoch, seconds, metrics } = point;
      terminal.printJson({ event: 'report', step, epoch, seconds, metrics });
    },
    onRun: (run) => progress?.onRun(run),
    onTrouble: note,
    onPausing: (run) => note(`Pausing ${run.name} with a checkpoint; Ctrl-C again ends at once.`),
  });
  progress?.stop();
  if (json) terminal.printJson(finishedLine(ended.run, task));
  else terminal.print(outcome(ended.run, terminal));
  if (ended.run.problem !== null) terminal.note(`unroll: ${problemLine(ended.run.problem)}`);
  if (ended.run.state === 'paused') terminal.note(`Go on with: unroll resume ${ended.run.name}`);
  return exitCode(ended);
}

function exitCode({ run, interruptedBy }: EndedRun): number {
  if (run.state === 'completed') return exitCodes.done;
  if (run.state !== 'paused') return exitCodes.failed;
  return interruptedBy === 'SIGTERM' ? exitCodes.terminated : exitCodes.interrupted;
}

/** The last line with `--json`: what the run reached and what it had to beat. */
function finishedLine(run: Run, task: TaskDescriptor): Record<string, unknown> {
  const measured = Object.entries(run.best).filter(([name]) => name.startsWith('val/'));
  return {
    event: 'finished',
    run: run.name,
    status: run.state,
    best: Object.fromEntries(measured),
    test: run.test,
    baselines: baselineValues(run, task),
    seconds: run.seconds,
    steps_per_sec: run.stepsPerSecond ?? (run.seconds > 0 ? run.step / run.seconds : null),
    kernel: run.environment?.kernel ?? null,
    device: run.environment?.device ?? null,
  };
}

/** Each baseline's value of the deciding metric on the test part, or on validation without one. */
function baselineValues(run: Run, task: TaskDescriptor): Record<string, number> {
  const primary = primaryMetricOf(task, run.settings);
  const onTest = primary.replace(/^val\//, 'test/');
  const values = run.baselines.flatMap(({ name, metrics }): [string, number][] => {
    const value = metrics[onTest] ?? metrics[primary];
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(values);
}

function outcome(run: Run, terminal: Terminal): string {
  const { colors } = terminal;
  const speed = run.seconds > 0 ? `, ${figure(run.step / run.seconds)} steps/s` : '';
  const device =
    run.environment === null ? '' : `, ${run.environment.kernel} on ${run.environment.device}`;
  const lines = [
    `${colors.bold(run.name)} ${run.state}: ${count(run.step)} steps in ${duration(run.seconds)}${speed}${device}`,
  ];
  const measured = Object.keys(run.best).length + Object.keys(run.test).length > 0;
  if (measured) lines.push('', resultTable([run], run.baselines, terminal));
  if (run.verdict !== null) lines.push('', run.verdict);
  return lines.join('\n');
}
