import {
  type Dataset,
  defaultSettings,
  type Estimate,
  numberOf,
  type Run,
  type Settings,
  type TaskDescriptor,
} from '../contract/index.ts';
import { workOf } from './descriptors.ts';
import type { Work } from './work.ts';

/** What is known of the machine that will train. */
export interface Machine {
  /** Its measured matrix product. */
  readonly gflops: number;
  /** Whether Unroll's own compiled operations run there. */
  readonly compiled: boolean;
}

/** Of this machine, with the data that it was trained on. */
export interface PastRun {
  readonly run: Run;
  readonly dataset: Dataset;
}

/** A multiplication and an addition, forwards once and backwards twice. */
const operationsPerWeight = 6;
/** Forwards once more, with gradient checkpointing. */
const operationsPerWeightAgain = 2;

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
const compiledCosts: Costs = { efficiency: 0.7, step: 15e-6, update: 3e-3 };
const interpretedCosts: Costs = { efficiency: 0.3, step: 120e-6, update: 6e-3 };
/** What a run's pace is told against, so that it does not depend on a later measurement. */
const nominalGflops = 100;
/** TensorFlow and the trainer before any data, bytes. */
const baseBytes = 400e6;
/** Weights, gradient and two Adam moments in float32. */
const bytesPerParameter = 16;
/** Values that the backward pass keeps for each unit of each step, in bytes. */
const bytesPerUnitStep = 12 * 4;
/** Share of it that the states at a segment's beginning are. */
const stateShare = 2 / 12;

/** A machine's speed at a task, so that it can be kept and the same figures come out again. */
export interface Speed extends Machine {
  /** How many times slower runs of the task were than assumed; 1 before any. */
  readonly pace: number;
}

/** What a person's machine is taken for where nothing is known of it. */
export const nominalSpeed: Speed = { gflops: nominalGflops, compiled: true, pace: 1 };

/**
 * A guess before the first step: what every task says of its work (`workOf`), times what a machine
 * usually does.
 * @param machine null when unknown
 * @param past runs of this machine: the measured pace of those with the same kind of kernel
 *   replaces the assumed one
 * @returns null when nothing is known about the machine, or the data is not of the task's kind
 */
export function estimate(
  dataset: Dataset,
  task: TaskDescriptor,
  given: Settings,
  machine: Machine | null,
  past: readonly PastRun[],
): Estimate | null {
  const speed = speedAt(task, machine, past);
  if (speed === null) return null;
  const found = estimateAt(speed, dataset, task, given);
  if (found === null) return null;
  const { stepSeconds: _, ...told } = found;
  return told;
}

/** What is known of a machine's speed at a task; null where nothing is. Parameters as of `estimate`. */
export function speedAt(
  task: TaskDescriptor,
  machine: Machine | null,
  past: readonly PastRun[],
): Speed | null {
  const compiled = machine?.compiled ?? past.some(({ run }) => isCompiled(run));
  const alike = past.filter(({ run }) => isCompiled(run) === compiled);
  const pace = paceOfRuns(task, alike);
  // A pace is told against the nominal machine.
  if (pace !== null) return { gflops: nominalGflops, compiled, pace };
  return machine && { gflops: machine.gflops, compiled: machine.compiled, pace: 1 };
}

/**
 * @returns what training takes at a speed, with the seconds of one optimiser step; null where the
 *   data is not of the task's kind
 */
export function estimateAt(
  speed: Speed,
  dataset: Dataset,
  task: TaskDescriptor,
  given: Settings,
): (Estimate & { readonly stepSeconds: number }) | null {
  const settings = { ...defaultSettings(task.settings), ...given };
  const work = workOf(task, dataset.summary, settings);
  if (work === null) return null;
  const epochSeconds = speed.pace * secondsOf(work, settings, speed);
  const epochs = epochsOf(work, settings);
  const limit = numberOf(settings, 'max_minutes') * 60;
  const whole = epochSeconds * epochs;
  const limitedByTime = limit > 0 && limit < whole;
  return {
    seconds: limitedByTime ? limit : whole,
    limitedByTime,
    epochs,
    parameters: Math.round(work.parameters),
    bytes: bytesOf(work, settings),
    stepSeconds: epochSeconds / stepsPerEpoch(work),
  };
}

function stepsPerEpoch({ sequenceSteps, batch, steps }: Work): number {
  return Math.max(1, sequenceSteps / batch / steps);
}

/** A part of one where `max_steps` ends earlier. */
function epochsOf(work: Work, settings: Settings): number {
  const epochs = numberOf(settings, 'max_epochs');
  const limit = numberOf(settings, 'max_steps');
  return limit === 0 ? epochs : Math.min(epochs, limit / stepsPerEpoch(work));
}

/** Or as fast: a scan spends its time in few large operations. */
function isCompiled(run: Run): boolean {
  const kernel = run.environment?.kernel;
  return kernel === 'native' || kernel === 'scan';
}

/** How much slower runs of the task were than assumed of a nominal machine; null without any. */
function paceOfRuns(task: TaskDescriptor, past: readonly PastRun[]): number | null {
  const paces = past
    .filter(({ run }) => run.task === task.id && run.epoch >= 0.5 && run.seconds > 5)
    .map(({ run, dataset }) => paceOf(run, workOf(task, dataset.summary, run.settings)))
    .filter((pace) => pace !== null);
  return median(paces) ?? null;
}

function paceOf(run: Run, work: Work | null): number | null {
  if (work === null) return null;
  const machine = { gflops: nominalGflops, compiled: isCompiled(run) };
  const assumed = secondsOf(work, run.settings, machine) * run.epoch;
  return assumed > 0 ? run.seconds / assumed : null;
}

/** Seconds of an epoch. */
function secondsOf(work: Work, settings: Settings, { gflops, compiled }: Machine): number {
  const costs = compiled ? compiledCosts : interpretedCosts;
  const again = segmentsOfTime(settings) > 1 ? operationsPerWeightAgain * work.recurrent : 0;
  const perStep = work.weightsPerStep * operationsPerWeight + again;
  const operations = work.sequenceSteps * perStep;
  const layers = numberOf(settings, 'num_layers');
  const recurrent = (work.sequenceSteps / work.batch) * layers * costs.step;
  const updates = (work.sequenceSteps / work.batch / work.steps) * costs.update;
  return operations / (gflops * 1e9 * costs.efficiency) + recurrent + updates;
}

function bytesOf(work: Work, settings: Settings): number {
  const units = numberOf(settings, 'num_layers') * numberOf(settings, 'hidden_size');
  const segments = Math.min(work.steps, segmentsOfTime(settings));
  const steps = work.steps / segments + (segments > 1 ? segments * stateShare : 0);
  const activations = work.batch * steps * units * bytesPerUnitStep;
  return baseBytes + work.parameters * bytesPerParameter + activations;
}

/** Of gradient checkpointing; tasks without it have one. */
function segmentsOfTime(settings: Settings): number {
  return Number(settings['gradient_checkpointing'] ?? 1);
}

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
