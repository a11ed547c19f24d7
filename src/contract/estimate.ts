import type {
  AudioSummary,
  Dataset,
  ParallelSummary,
  Run,
  TableSummary,
  TextSummary,
} from './records/index.ts';
import { defaultSettings, listOf, numberOf, type Settings, textOf } from './settings.ts';
import type { TaskDescriptor } from './tasks.ts';

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

/** What one epoch asks of the machine. */
interface Work {
  readonly parameters: number;
  /** Weights that each recurrent step multiplies. */
  readonly weightsPerStep: number;
  /** Of them, those of the recurrent layers. */
  readonly recurrent: number;
  /** Recurrent steps in an epoch, counted for every sequence. */
  readonly sequenceSteps: number;
  /** Sequences that run side by side. */
  readonly batch: number;
  /** Recurrent steps of one batch. */
  readonly steps: number;
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

function workOf(dataset: Dataset, task: TaskDescriptor, settings: Settings): Work | null {
  const { summary } = dataset;
  if (task.id === 'language-model' && summary.kind === 'text') return textWork(summary, settings);
  if (task.id === 'speech' && summary.kind === 'audio') return speechWork(summary, settings);
  if (task.id === 'forecasting' && summary.kind === 'table') return seriesWork(summary, settings);
  if (task.id === 'translation' && summary.kind === 'parallel') {
    return pairWork(summary, settings);
  }
  return null;
}

function textWork(summary: TextSummary, settings: Settings): Work {
  const kind = textOf(settings, 'tokens');
  const share = 1 - numberOf(settings, 'val_fraction') - numberOf(settings, 'test_fraction');
  const tokens = tokensOf(kind, summary) * share;
  const vocabulary = vocabularyOf(kind, settings, summary);
  const hidden = numberOf(settings, 'hidden_size');
  const embedding = numberOf(settings, 'embedding_size') || Math.min(hidden, vocabulary);
  const recurrent = recurrentWeights(settings, embedding);
  return {
    parameters: recurrent + vocabulary * (embedding + hidden),
    weightsPerStep: recurrent + vocabulary * hidden,
    recurrent,
    sequenceSteps: Math.max(0, tokens),
    batch: numberOf(settings, 'batch_size'),
    steps: numberOf(settings, 'bptt'),
  };
}

function speechWork(summary: AudioSummary, settings: Settings): Work {
  const stacking = numberOf(settings, 'frame_stacking');
  const frames = (summary.seconds * 1000) / numberOf(settings, 'hop_ms');
  const own =
    textOf(settings, 'features') === 'mfcc'
      ? numberOf(settings, 'coefficients')
      : numberOf(settings, 'bands');
  const width = stacking * own * (settings['deltas'] === true ? 3 : 1);
  const directions = settings['bidirectional'] === true ? 2 : 1;
  const words = textOf(settings, 'tokens') === 'word';
  const labels = words ? summary.distinctWords : summary.distinctCharacters;
  const recurrent = recurrentWeights(settings, width);
  const weights = recurrent + (labels + 1) * directions * numberOf(settings, 'hidden_size');
  const share = 1 - numberOf(settings, 'val_fraction') - numberOf(settings, 'test_fraction');
  return {
    parameters: weights,
    weightsPerStep: weights,
    recurrent,
    sequenceSteps: (frames / stacking) * share,
    batch: numberOf(settings, 'batch_size'),
    steps: Math.ceil(frames / stacking / Math.max(1, summary.clips)),
  };
}

/** Encoder and decoder together as one stack over both sentences; the output layer on the target. */
function pairWork(summary: ParallelSummary, settings: Settings): Work {
  const kind = textOf(settings, 'tokens');
  const share = 1 - numberOf(settings, 'val_fraction') - numberOf(settings, 'test_fraction');
  const { source, target } = summary;
  const sides = [source, target].map((side) => tokensOf(kind, side) + summary.pairs);
  const steps = (sides[0]! + sides[1]!) * share;
  const vocabulary = vocabularyOf(kind, settings, {
    ...target,
    distinctCharacters: CHARACTERS_OF_TWO,
  });
  const embedding = numberOf(settings, 'embedding_size');
  const recurrent = recurrentWeights({ ...settings, bidirectional: false }, embedding);
  const targetShare = sides[1]! / (sides[0]! + sides[1]!);
  const usual = numberOf(settings, 'batch_size');
  const length = steps / share / Math.max(1, summary.pairs);
  const byTokens = textOf(settings, 'batch_by') === 'tokens';
  return {
    parameters: 2 * recurrent + vocabulary * embedding,
    weightsPerStep: recurrent + vocabulary * embedding * targetShare,
    recurrent,
    sequenceSteps: steps,
    batch: byTokens ? Math.max(1, usual / (length * targetShare)) : usual,
    steps: length,
  };
}

/** Letters and marks of two languages; a guess where only words were counted. */
const CHARACTERS_OF_TWO = 150;
/** Characters that a subword stands for in a usual text. */
const CHARACTERS_OF_SUBWORD = 3.6;
/** As the task itself makes them. */
const USUAL_SUBWORDS = 4000;

function tokensOf(
  kind: string,
  { words, characters }: { readonly words: number; readonly characters: number },
): number {
  if (kind === 'word') return words;
  return kind === 'character' || kind === 'byte' ? characters : characters / CHARACTERS_OF_SUBWORD;
}

function vocabularyOf(
  kind: string,
  settings: Settings,
  summary: { readonly distinctWords: number; readonly distinctCharacters: number },
): number {
  const size = numberOf(settings, 'vocabulary_size');
  if (kind === 'byte') return 256;
  if (kind !== 'word' && kind !== 'character') return size || USUAL_SUBWORDS;
  const distinct = kind === 'word' ? summary.distinctWords : summary.distinctCharacters;
  return Math.min(distinct, size || distinct);
}

function seriesWork(summary: TableSummary, settings: Settings): Work {
  const numeric = summary.columns.filter((column) => column.type === 'number').length;
  const read = ['past_columns', 'known_columns'].flatMap((name) => listOf(settings, name));
  const channels = listOf(settings, 'target_columns').length || Math.max(1, numeric - read.length);
  const input = numberOf(settings, 'input_length');
  const horizon = numberOf(settings, 'horizon');
  const share = 1 - numberOf(settings, 'val_fraction') - numberOf(settings, 'test_fraction');
  const rows = numberOf(settings, 'train_rows') || summary.rows * share;
  const windows = Math.max(0, rows - input - horizon + 1);
  const independent = textOf(settings, 'channels') !== 'joint';
  const segment = segmentOf(summary, settings, input);
  const hidden = numberOf(settings, 'hidden_size');
  const bySegments = textOf(settings, 'decoding') !== 'direct';
  const steps = Math.ceil(input / segment) + (bySegments ? Math.ceil(horizon / segment) : 1);
  const sequences = independent ? channels : 1;
  const width = segment * (independent ? 1 : channels);
  const recurrent = recurrentWeights(settings, hidden);
  const weights = recurrent + 2 * width * hidden;
  return {
    parameters: weights,
    weightsPerStep: weights,
    recurrent,
    sequenceSteps: windows * sequences * steps,
    batch: numberOf(settings, 'batch_size') * sequences,
    steps,
  };
}

/** Longest segment that the forecasting task chooses where no season divides the input. */
const LONGEST_SEGMENT = 24;

/** As the task itself chooses it. */
function segmentOf(summary: TableSummary, settings: Settings, input: number): number {
  const chosen = numberOf(settings, 'segment_length');
  if (chosen > 0) return chosen;
  const given = numberOf(settings, 'season_length');
  const divides = (length: number) => input % length === 0 && input / length >= 2;
  const season = (given > 0 ? [given] : summary.periods).find(divides);
  if (season !== undefined) return season;
  for (let length = LONGEST_SEGMENT; length > 1; length--) if (divides(length)) return length;
  return 1;
}

const gates: Readonly<Record<string, number>> = { rnn: 1, gru: 3, 'gru-reset-before': 3, lstm: 4 };

function recurrentWeights(settings: Settings, input: number): number {
  const hidden = numberOf(settings, 'hidden_size');
  const directions = settings['bidirectional'] === true ? 2 : 1;
  const width = gates[textOf(settings, 'cell')] ?? 4;
  let total = 0;
  for (let layer = 0; layer < numberOf(settings, 'num_layers'); layer++) {
    const below = layer === 0 ? input : hidden * directions;
    total += directions * width * hidden * (below + hidden + 2);
  }
  return total;
}

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
