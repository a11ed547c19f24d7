import type { z } from 'zod';
import {
  type Ability,
  type BacktestOptions,
  type BacktestResult,
  type ClassifyInput,
  type FileTranscription,
  type ForecastResult,
  type JobOf,
  type RequestInput,
  type RequestOutput,
  type Requests,
  type Run,
  UnrollError,
  type WeightExportFormat,
} from '../contract/index.ts';
import { writeMidi } from '../datasets/index.ts';
import type { Store } from '../store/store.ts';
import { taskDescriptor } from '../tasks/descriptors.ts';
import type { NoticeBoard } from './notice-board.ts';
import { expectSound, makePlan } from './plans.ts';
import type { JobListener, ShortJobs } from './short-jobs.ts';

/** What a trained network is used for, each time in a process of its own. */
export class ModelJobs {
  readonly #store: Store;
  readonly #board: NoticeBoard;
  readonly #jobs: ShortJobs;
  /** Whoever waits is told how far it is. */
  readonly #listener: JobListener = {
    onProgress: (label, done) => this.#board.post({ type: 'progress', label, done }),
  };

  constructor(parts: { store: Store; board: NoticeBoard; jobs: ShortJobs }) {
    this.#store = parts.store;
    this.#board = parts.board;
    this.#jobs = parts.jobs;
  }

  /** @throws UnrollError `not-able` when the run's task writes no text */
  async generate(
    runId: number,
    ticket: string,
    options: JobOf<'generate'>['options'],
  ): Promise<RequestOutput<'generate.start'>> {
    const job = this.#jobs.do(
      { kind: 'generate', ...this.#model(runId, 'generate'), options },
      {
        ...this.#listener,
        onToken: (text) => this.#board.post({ type: 'token', ticket, text }),
      },
      ticket,
    );
    const { text, tokens, written } = await job.result;
    return { text, tokens, written };
  }

  /** @throws UnrollError `not-able` when the run's task does not forecast */
  async forecast(runId: number, ticket?: string): Promise<ForecastResult> {
    const job = this.#jobs.do(
      { kind: 'forecast', ...this.#model(runId, 'forecast') },
      this.#listener,
      ticket,
    );
    return (await job.result).result;
  }

  /** @throws UnrollError `not-able` when the run's task does not forecast */
  async backtest(
    runId: number,
    options: BacktestOptions,
    ticket?: string,
  ): Promise<BacktestResult> {
    const model = this.#model(runId, 'forecast');
    const job = this.#jobs.do({ kind: 'backtest', ...model, options }, this.#listener, ticket);
    return (await job.result).result;
  }

  /** @throws UnrollError `not-able` when the run's task does not transcribe */
  async transcribe(
    runId: number,
    paths: readonly string[],
    ticket?: string,
  ): Promise<FileTranscription[]> {
    const model = this.#model(runId, 'transcribe');
    const job = this.#jobs.do(
      { kind: 'transcribe', ...model, paths: [...paths] },
      this.#listener,
      ticket,
    );
    return (await job.result).results;
  }

  /** @throws UnrollError `not-able` when the run's task does not translate */
  async translate(
    runId: number,
    options: JobOf<'translate'>['options'],
    ticket?: string,
  ): Promise<RequestOutput<'translate.create'>> {
    const model = this.#model(runId, 'translate');
    const job = this.#jobs.do({ kind: 'translate', ...model, options }, this.#listener, ticket);
    return (await job.result).sentences;
  }

  /** How the best weights of any run remember. */
  async diagnose(runId: number, ticket?: string): Promise<RequestOutput<'diagnose.create'>> {
    const run = this.#store.runs.get(runId);
    const job = this.#jobs.do({ kind: 'diagnose', ...this.#trained(run) }, this.#listener, ticket);
    return (await job.result).sample;
  }

  /** @throws UnrollError `not-able` when the run's task tells no classes */
  async classify(
    runId: number,
    wanted: ClassifyInput,
    ticket?: string,
  ): Promise<RequestOutput<'classify.create'>> {
    const model = this.#model(runId, 'classify');
    const job = this.#jobs.do({ kind: 'classify', ...model, wanted }, this.#listener, ticket);
    return (await job.result).results;
  }

  /** @throws UnrollError `not-able` when the run's task writes no music */
  async compose(
    runId: number,
    options: JobOf<'compose'>['options'],
    ticket?: string,
  ): Promise<RequestOutput<'compose.create'>> {
    const model = this.#model(runId, 'compose');
    const job = this.#jobs.do({ kind: 'compose', ...model, options }, this.#listener, ticket);
    const { composition } = await job.result;
    const { notes, secondsPerStep } = composition.roll;
    return { composition, midi: writeMidi(notes, secondsPerStep) };
  }

  /** @throws UnrollError `not-able` when the run's task cannot adapt while it is measured */
  async evaluate({
    id,
    split,
    adaptation,
    ticket,
  }: RequestInput<'runs.evaluate'>): Promise<RequestOutput<'runs.evaluate'>> {
    const run = this.#store.runs.get(id);
    const adapted = adaptation === undefined ? {} : { adaptation };
    const evaluation = {
      kind: 'evaluate',
      ...this.#trained(run),
      split,
      ...adapted,
    } as const;
    const job = this.#jobs.do(evaluation, this.#listener, ticket);
    return (await job.result).metrics;
  }

  /** @throws UnrollError for settings that are wrong, or a ramp that does not rise */
  async findRate({
    datasetId,
    task: id,
    settings: given,
    ticket,
    ...ramp
  }: z.output<Requests['rates.find']['input']>): Promise<RequestOutput<'rates.find'>> {
    if (ramp.low >= ramp.high) throw fallingRamp(ramp.low, ramp.high);
    const dataset = this.#store.datasets.get(datasetId);
    const task = taskDescriptor(id);
    const { settings } = expectSound(makePlan({ task, dataset, settings: given }));
    const { path, format, compression, hash } = dataset;
    const data = { path, format, compression, hash };
    const job = this.#jobs.do(
      { kind: 'find-rate', task: id, data, settings, directory: '', ...ramp },
      this.#listener,
      ticket,
    );
    return (await job.result).search;
  }

  /** Weights and all that belongs to them, in a folder that is made. */
  async export(
    runId: number,
    target: string,
    format: WeightExportFormat,
  ): Promise<RequestOutput<'weights.export'>> {
    const run = this.#store.runs.get(runId);
    if (format === 'onnx') expectAble(run, 'onnx');
    const measured = Object.entries({ ...run.best, ...run.test });
    const metrics = Object.fromEntries(measured.filter(([name]) => /^(val|test)\//.test(name)));
    const job = this.#jobs.do({
      ...{ kind: 'export-weights', ...this.#trained(run) },
      ...{ run: run.name, target, metrics, format },
    });
    return { files: (await job.result).files };
  }

  #model(runId: number, ability: Ability): Omit<JobOf<'forecast'>, 'kind'> {
    const run = this.#store.runs.get(runId);
    expectAble(run, ability);
    return this.#trained(run);
  }

  #trained(run: Run): Omit<JobOf<'forecast'>, 'kind'> {
    const { path, format, compression, hash } = this.#store.datasets.get(run.datasetId);
    return {
      task: run.task,
      data: { path, format, compression, hash },
      settings: run.settings,
      directory: run.directory,
    };
  }
}

function fallingRamp(low: number, high: number): UnrollError {
  return new UnrollError({
    code: 'falling-ramp',
    message: `The lowest rate ${low} is not below the highest, ${high}.`,
    where: 'low',
    hint: 'The usual ramp goes from 1e-6 to 1.',
  });
}

function expectAble(run: Run, ability: Ability): void {
  if (!taskDescriptor(run.task).abilities.includes(ability)) throw notAble(run, ability);
}

function notAble(run: Run, ability: Ability): UnrollError {
  const verbs = {
    generate: 'write text',
    forecast: 'forecast',
    transcribe: 'transcribe',
    translate: 'translate',
    classify: 'tell what sequences are',
    compose: 'write music',
    onnx: 'be exported as ONNX',
  };
  return new UnrollError({
    code: 'not-able',
    message: `${run.name} is a ${run.task} run and cannot ${verbs[ability]}.`,
    where: run.name,
    hint:
      ability === 'onnx'
        ? 'Export its weights as safetensors or as a PyTorch state dictionary instead.'
        : 'Choose a run of another task.',
  });
}
