import type { Dataset, Run } from '../records/index.ts';
import { defaultSettings, numberOf, type Settings } from '../settings.ts';
import type { TaskDescriptor } from '../tasks.ts';
import { forecastingWork } from './forecasting.ts';
import { languageModelWork } from './language-model.ts';
import { speechWork } from './speech.ts';
import { translationWork } from './translation.ts';
import type { Work, WorkOf } from './work.ts';

/** A guess before the first step, good to about a factor of two; the run itself then says better. */
export interface Estimate {
  /** Until the last epoch or the time limit; early stopping may end sooner. */
  readonly seconds: number;
  readonly limitedByTime: boolean;
  readonly epochs: number;
  readonly parameters: number;
  /** Resident memory of the trainer. */
  readonly bytes: number;
}

/** What is known of the machine that will train. */
export interface Machine {
  /** Its measured matrix product. */
  readonly gflops: number;
  /** Whether Unroll's own compiled operations run there. */
  readonly compiled: boolean;
}

/** A multiplication and an addition, forwards once and backwards twice. */
const OPERATIONS_PER_WEIGHT = 6;
/** Forwards once more, with gradient checkpointing. */
const OPERATIONS_PER_WEIGHT_AGAIN = 2;
/** How well recurrent training uses a processor. */
interface Costs {
  /** Share of the measured matrix product that it reaches. */
  readonly efficiency: number;
  /** Fixed cost of one recurrent step of one layer for a whole batch, seconds. */
  readonly step: number;
  /** Fixed cost of one optimiser step: starting the operations, the update, the report; seconds. */
  readonly update: number;
}
/** Seen in the runs of docs/results.md on two cores. */
const COMPILED: Costs = { efficiency: 0.7, step: 15e-6, update: 3e-3 };
const INTERPRETED: Costs = { efficiency: 0.3, step: 120e-6, update: 6e-3 };
/** What a run's pace is told against, so that it does not depend on a later measurement. */
const NOMINAL_GFLOPS = 100;
/** TensorFlow and the trainer before any data, bytes. */
const BASE_BYTES = 400e6;
/** Weights, gradient and two Adam moments in float32. */
const BYTES_PER_PARAMETER = 16;
/** Values that the backward pass keeps for each unit of each step, in bytes. */
const BYTES_PER_UNIT_STEP = 12 * 4;
/** Share of it that the states at a segment's beginning are. */
const STATE_SHARE = 2 / 12;

/**
 * @param machine null when unknown
 * @param past runs of this machine: the measured pace of those with the same kind of kernel
 *   replaces the assumed one
 * @returns null when nothing is known about the machine
 */
export function estimate(
  dataset: Dataset,
  task: TaskDescriptor,
  given: Settings,
  machine: Machine | null,
  past: readonly { readonly run: Run; readonly dataset: Dataset }[],
): Estimate | null {
  const settings = { ...defaultSettings(task.settings), ...given };
  const work = workOf(dataset, task, settings);
  if (work === null) return null;
  const compiled = machine?.compiled ?? past.some(({ run }) => isCompiled(run));
  const pace = paceOfRuns(
    task,
    past.filter(({ run }) => isCompiled(run) === compiled),
  );
  if (machine === null && pace === null) return null;
  const known = pace === null && machine !== null ? machine : { gflops: NOMINAL_GFLOPS, compiled };
  const epochSeconds = (pace ?? 1) * secondsOf(work, settings, known);
  const epochs = numberOf(settings, 'max_epochs');
  const limit = numberOf(settings, 'max_minutes') * 60;
  const whole = epochSeconds * epochs;
  const limitedByTime = limit > 0 && limit < whole;
  return {
    seconds: limitedByTime ? limit : whole,
    limitedByTime,
    epochs,
    parameters: work.parameters,
    bytes: bytesOf(work, settings),
  };
}

function isCompiled(run: Run): boolean {
  return run.environment?.kernel === 'native';
}

/** How much slower runs of the task were than assumed of a nominal machine; null without any. */
function paceOfRuns(
  task: TaskDescriptor,
  past: readonly { readonly run: Run; readonly dataset: Dataset }[],
): number | null {
  const paces = past
    .filter(({ run }) => run.task === task.id && run.epoch >= 0.5 && run.seconds > 5)
    .map(({ run, dataset }) => paceOf(run, workOf(dataset, task, run.settings)))
    .filter((pace) => pace !== null);
  return median(paces) ?? null;
}

function paceOf(run: Run, work: Work | null): number | null {
  if (work === null) return null;
  const machine = { gflops: NOMINAL_GFLOPS, compiled: isCompiled(run) };
  const assumed = secondsOf(work, run.settings, machine) * run.epoch;
  return assumed > 0 ? run.seconds / assumed : null;
}

function secondsOf(work: Work, settings: Settings, { gflops, compiled }: Machine): number {
  const costs = compiled ? COMPILED : INTERPRETED;
  const again = segmentsOfTime(settings) > 1 ? OPERATIONS_PER_WEIGHT_AGAIN * work.recurrent : 0;
  const perStep = work.weightsPerStep * OPERATIONS_PER_WEIGHT + again;
  const operations = work.sequenceSteps * perStep;
  const layers = numberOf(settings, 'num_layers');
  const recurrent = (work.sequenceSteps / work.batch) * layers * costs.step;
  const updates = (work.sequenceSteps / work.batch / work.steps) * costs.update;
  return operations / (gflops * 1e9 * costs.efficiency) + recurrent + updates;
}

function bytesOf(work: Work, settings: Settings): number {
  const units = numberOf(settings, 'num_layers') * numberOf(settings, 'hidden_size');
  const segments = Math.min(work.steps, segmentsOfTime(settings));
  const steps = work.steps / segments + (segments > 1 ? segments * STATE_SHARE : 0);
  const activations = work.batch * steps * units * BYTES_PER_UNIT_STEP;
  return BASE_BYTES + work.parameters * BYTES_PER_PARAMETER + activations;
}

/** Of gradient checkpointing; tasks without it have one. */
function segmentsOfTime(settings: Settings): number {
  return Number(settings['gradient_checkpointing'] ?? 1);
}

/** By task; of the others nothing is known before they run. */
const works: Readonly<Record<string, WorkOf>> = {
  'language-model': languageModelWork,
  forecasting: forecastingWork,
  speech: speechWork,
  translation: translationWork,
};

function workOf(dataset: Dataset, task: TaskDescriptor, settings: Settings): Work | null {
  return works[task.id]?.(dataset.summary, settings) ?? null;
}

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
