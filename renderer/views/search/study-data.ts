import type {
  MethodChoice,
  Setting,
  StudyEntry,
  StudyLandscape,
  StudyTrial,
} from '../../../src/contract/index.ts';
import type { ParallelAxis, ParallelData } from '../../charts/parallel/index.ts';
import type { PlottedPoint, PointsData } from '../../charts/points/index.ts';

/** What a study's charts show, made from its trials. All pure. */

/** Where a trial stands for its first objective: its result, else the last that it reported. */
export function objectiveOf({ trial }: StudyTrial): number {
  return trial.results?.[0] ?? trial.reports.at(-1)?.values[0] ?? Number.NaN;
}

const isBetter = (study: StudyEntry, value: number, than: number): boolean =>
  study.objectives[0]?.direction === 'max' ? value > than : value < than;

/** Completed trials, the best first. */
export function rankedTrials(study: StudyEntry, trials: readonly StudyTrial[]): StudyTrial[] {
  return trials
    .filter(({ trial }) => trial.results !== null)
    .sort((a, b) => (isBetter(study, objectiveOf(a), objectiveOf(b)) ? -1 : 1));
}

function weightOf(study: StudyEntry, { trial }: StudyTrial): PlottedPoint['weight'] {
  if (trial.number === study.best?.number) return 'best';
  return trial.state === 'completed' ? 'normal' : 'faint';
}

/** The objective over the number of the trial, with the best so far as a line. */
export function historyData(
  study: StudyEntry,
  trials: readonly StudyTrial[],
  words: { readonly trial: string; readonly objective: string },
  color: string,
): PointsData {
  const xs: number[] = [];
  const ys: number[] = [];
  let best = Number.NaN;
  for (const one of trials) {
    const value = one.trial.results?.[0];
    if (value !== undefined && (Number.isNaN(best) || isBetter(study, value, best))) best = value;
    if (Number.isNaN(best)) continue;
    // In steps: it holds until a better one comes.
    const before = ys.at(-1);
    if (before !== undefined && before !== best) {
      xs.push(one.trial.number);
      ys.push(before);
    }
    xs.push(one.trial.number);
    ys.push(best);
  }
  return {
    xLabel: words.trial,
    yLabel: words.objective,
    xScaling: 'linear',
    yScaling: 'linear',
    xNames: [],
    xWhole: true,
    points: trials.map((one) => ({
      x: one.trial.number,
      y: objectiveOf(one),
      weight: weightOf(study, one),
    })),
    line: { xs, ys },
    color,
  };
}

type Axis = ParallelAxis & { readonly place: (value: unknown) => number };

/** How a searched setting is laid along an axis. */
function axisOf(study: StudyEntry, name: string, label: string): Axis {
  const parameter = study.parameters.find((candidate) => candidate.name === name);
  if (parameter?.type === 'categorical') {
    const choices: readonly unknown[] = parameter.choices;
    const place = (value: unknown) => {
      const index = choices.indexOf(value);
      return index < 0 ? Number.NaN : index;
    };
    return { label, scaling: 'linear', names: choices.map(String), whole: true, place };
  }
  const place = (value: unknown) => (typeof value === 'number' ? value : Number.NaN);
  return {
    label,
    scaling: parameter?.log === true ? 'log' : 'linear',
    names: [],
    whole: parameter?.type === 'integer',
    place,
  };
}

/** The objective over one setting, with what to expect of each value whatever the others are. */
export function sliceData(
  study: StudyEntry,
  trials: readonly StudyTrial[],
  name: string,
  words: { readonly setting: string; readonly objective: string },
  color: string,
  landscape: StudyLandscape | null = null,
): PointsData {
  const axis = axisOf(study, name, words.setting);
  const curve = landscape?.slices.find(({ parameter }) => parameter === name)?.curve ?? [];
  return {
    xLabel: words.setting,
    yLabel: words.objective,
    xScaling: axis.scaling,
    yScaling: 'linear',
    xNames: axis.names,
    xWhole: axis.whole,
    points: trials.map((one) => ({
      x: axis.place(one.trial.values[name]),
      y: objectiveOf(one),
      weight: weightOf(study, one),
    })),
    line: { xs: curve.map(({ value }) => axis.place(value)), ys: curve.map(({ mean }) => mean) },
    color,
  };
}

/**
 * One line for each completed trial over all searched settings and the objectives, the first of them
 * last: what a trial is judged by.
 */
export function parallelData(
  study: StudyEntry,
  trials: readonly StudyTrial[],
  labels: (name: string) => string,
  color: string,
): ParallelData {
  const settings = study.parameters.map(({ name }) => ({
    name,
    ...axisOf(study, name, labels(name)),
  }));
  const ranked = rankedTrials(study, trials);
  return {
    axes: [
      ...settings.map(({ label, scaling, names, whole }) => ({ label, scaling, names, whole })),
      ...study.objectives.toReversed().map(({ name }) => ({
        label: labels(name),
        scaling: 'linear' as const,
        names: [],
        whole: name === 'parameters',
      })),
    ],
    lines: ranked.map(({ trial }, rank) => ({
      values: [
        ...settings.map(({ name, place }) => place(trial.values[name])),
        ...(trial.results ?? []).toReversed(),
      ],
      merit: ranked.length < 2 ? 1 : 1 - rank / (ranked.length - 1),
    })),
    color,
  };
}

/** A trial's value as a person reads it. */
export function shownParameter(value: unknown, setting: Setting | undefined): string {
  if (typeof value !== 'number') return value === undefined ? '–' : String(value);
  return setting?.type === 'integer' ? String(value) : String(Number(value.toPrecision(4)));
}

/** A sampler or pruner as on the command line, with the options that were set. */
export function methodText({ id, options = {} }: MethodChoice): string {
  const set = Object.entries(options).map(([name, value]) => `${name}=${String(value)}`);
  return set.length === 0 ? id : `${id} (${set.join(', ')})`;
}

/** A word as a shell reads it: in quotes where it holds more than letters, digits and a few signs. */
export function inShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
