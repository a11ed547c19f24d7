import type { ImportanceEntry, StudyEntry, StudyTrial } from '../contract/index.ts';
import type { Workbench } from '../workbench.ts';
import type { Surroundings } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { type EndedWork, followWork } from './follow-work.ts';
import { problemLine } from './problem-line.ts';
import { count, duration, figure } from './terminal/figures.ts';
import type { Terminal } from './terminal/terminal.ts';
import { textTable } from './terminal/text-table.ts';

/** Trials in the table at the end, the best first. */
const shown = 10;

/**
 * Searches to the end and tells how it goes, for a person or as JSON lines.
 * @param start makes or resumes the study
 * @returns the exit code
 */
export async function searchAndTell(
  { terminal }: Surroundings,
  workbench: Workbench,
  start: () => Promise<StudyEntry> | StudyEntry,
  json: boolean,
): Promise<number> {
  const { ended: study, interruptedBy } = await followStudy(workbench, start, terminal, json);
  const trials = await workbench.handlers['studies.trials']({ id: study.id });
  const { importance } = await workbench.handlers['studies.landscape']({ id: study.id });
  if (json) terminal.printJson(finishedLine(study, trials, importance));
  else terminal.print(outcome(study, trials, importance, terminal));
  if (study.state === 'completed') return exitCodes.done;
  if (study.state !== 'paused') {
    if (study.problem !== null) terminal.note(`unroll: ${problemLine(study.problem)}`);
    return exitCodes.failed;
  }
  terminal.note(`Go on with: unroll search --resume ${study.name}`);
  return interruptedBy === 'SIGTERM' ? exitCodes.terminated : exitCodes.interrupted;
}

function followStudy(
  workbench: Workbench,
  start: () => Promise<StudyEntry> | StudyEntry,
  terminal: Terminal,
  json: boolean,
): Promise<EndedWork<StudyEntry>> {
  const told = new Map<number, string>();
  return followWork(workbench, {
    start,
    onStarted: (study) => {
      if (!json) terminal.note(opening(study));
    },
    hear: (notice, id) => {
      if (notice.type !== 'trial' || notice.trial.studyId !== id) return;
      tellTrial(notice.trial, told, terminal, json);
    },
    mayEnd: (notice, id) =>
      notice.type === 'study' && notice.study.id === id && notice.study.state !== 'running',
    look: (id) => workbench.handlers['studies.get']({ id }),
    isAtWork: ({ state }) => state === 'running',
    pause: (id) => {
      terminal.note('Pausing every trial with a checkpoint; Ctrl-C again ends at once.');
      void workbench.handlers['studies.pause']({ id });
    },
  });
}

function opening({
  name,
  task,
  sampler,
  pruner,
  parallel,
  parameters,
  limits,
}: StudyEntry): string {
  const names = parameters.map((parameter) => parameter.name).join(', ');
  const budget = [
    ...(limits.trials === undefined ? [] : [`${count(limits.trials)} trials, `]),
    ...(limits.steps === undefined ? [] : [`${count(limits.steps)} steps, `]),
  ].join('');
  return `${name}: ${task}, ${budget}${parallel} at once, sampler ${sampler.id}, pruner ${pruner.id}, over ${names}`;
}

/** Once when a trial begins and once when it has ended; with JSON each report, too. */
function tellTrial(
  { runId, trial }: StudyTrial,
  told: Map<number, string>,
  terminal: Terminal,
  json: boolean,
): void {
  const { number, state, values, reports, results, proposed, stopped } = trial;
  const last = reports.at(-1);
  const mark = json ? `${state} ${reports.length}` : state;
  if (told.get(number) === mark) return;
  told.set(number, mark);
  if (json) {
    const report = last === undefined ? {} : { step: last.step, values: last.values };
    terminal.printJson({ event: 'trial', number, state, run: runId, params: values, ...report });
    return;
  }
  if (state === 'running') terminal.note(`trial ${number}  ${written(values)}  (${proposed})`);
  else {
    const found = results === null ? (stopped ?? '') : results.map(figure).join('  ');
    terminal.note(`trial ${number}  ${state}  ${found}`);
  }
}

function finishedLine(
  study: StudyEntry,
  trials: readonly StudyTrial[],
  importance: readonly ImportanceEntry[],
): Record<string, unknown> {
  const { name, counts, best, seconds, state, reason, objectives } = study;
  const named = (results: readonly number[]) =>
    Object.fromEntries(objectives.map((objective, i) => [objective.name, results[i]]));
  return {
    event: 'finished',
    study: name,
    status: state,
    reason,
    trials: { completed: counts.completed, pruned: counts.pruned, failed: counts.failed },
    best:
      best === null ? null : { trial: best.number, params: best.values, ...named(best.results) },
    importance: Object.fromEntries(importance.map(({ name, share }) => [name, share])),
    seconds,
    steps: study.steps,
    total: trials.length,
  };
}

function outcome(
  study: StudyEntry,
  trials: readonly StudyTrial[],
  importance: readonly ImportanceEntry[],
  terminal: Terminal,
): string {
  const { colors } = terminal;
  const { counts, objectives, best } = study;
  const head =
    `${colors.bold(study.name)} ${study.state}: ${counts.completed} trials completed, ${counts.pruned} stopped early, ${counts.failed} failed in ${duration(study.seconds)}. ${study.problem === null ? (study.reason ?? '') : ''}`.trim();
  if (best === null) return head;
  const names = study.parameters.map(({ name }) => name);
  const sign = objectives[0]?.direction === 'max' ? -1 : 1;
  const ranked = trials
    .filter(({ trial }) => trial.results !== null)
    .sort((a, b) => sign * (a.trial.results![0]! - b.trial.results![0]!))
    .slice(0, shown);
  const table = textTable({
    head: ['trial', ...objectives.map(({ name }) => name), ...names],
    rows: ranked.map(({ trial }, row) => [
      String(trial.number),
      ...trial.results!.map((result) =>
        row === 0 ? colors.bold(colors.green(figure(result))) : figure(result),
      ),
      ...names.map((name) => value(trial.values[name])),
    ]),
    right: () => true,
  });
  const parts = [head, table, importanceLine(importance)].filter((part) => part !== '');
  return `${parts.join('\n\n')}\nTrain with the best values: ${setOptions(best.values)}`;
}

/** Which settings decided; empty with too few trials to say. */
function importanceLine(importance: readonly ImportanceEntry[]): string {
  if (importance.length === 0) return '';
  const shares = importance.map(({ name, share }) => `${name} ${Math.round(100 * share)} %`);
  return `What the result depended on (functional analysis of variance): ${shares.join(', ')}`;
}

const written = (values: Readonly<Record<string, unknown>>): string =>
  Object.entries(values)
    .map(([name, one]) => `${name} ${value(one)}`)
    .join('  ');

const setOptions = (values: Readonly<Record<string, unknown>>): string =>
  Object.entries(values)
    .map(([name, one]) => `--set ${name}=${typeof one === 'number' ? value(one) : String(one)}`)
    .join(' ');

function value(one: unknown): string {
  if (typeof one !== 'number') return one === undefined ? '–' : String(one);
  return Number.isInteger(one) ? String(one) : String(Number(one.toPrecision(4)));
}
