import { createHash, randomUUID } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type {
  ImportedWeights,
  JobOf,
  RequestOutput,
  Run,
  Settings,
  TaskDescriptor,
  WeightImport as WishedImport,
} from '../contract/index.ts';
import type { Store } from '../store/store.ts';
import { taskDescriptor } from '../tasks/descriptors.ts';
import { describeFileError } from './file-problems.ts';
import type { NoticeBoard } from './notice-board.ts';
import { expectSound, makePlan } from './plans.ts';
import { createRuns } from './run-creation.ts';
import type { ShortJobs } from './short-jobs.ts';

/**
 * Makes runs of weights that another program trained.
 *
 * Guarantees: the file is only read; a run is recorded only when its checkpoints are complete, and
 * an import that fails leaves nothing behind.
 */
export class WeightImport {
  readonly #home: string;
  readonly #store: Store;
  readonly #board: NoticeBoard;
  readonly #jobs: ShortJobs;

  constructor(home: string, parts: { store: Store; board: NoticeBoard; jobs: ShortJobs }) {
    this.#home = home;
    this.#store = parts.store;
    this.#board = parts.board;
    this.#jobs = parts.jobs;
  }

  async inspect(path: string): Promise<RequestOutput<'weights.inspect'>> {
    const job = this.#jobs.do({ kind: 'inspect-weights', path: resolve(path) });
    return (await job.result).inspection;
  }

  /** What would become what; nothing is changed. */
  async plan(wished: WishedImport): Promise<RequestOutput<'weights.plan'>> {
    const vocabulary = wished.vocabulary === undefined ? '' : resolve(wished.vocabulary);
    const settings = await this.#settings(wished, vocabulary);
    const job = this.#jobs.do(this.#job(wished, settings, { directory: '', apply: false }));
    const { mapping } = await job.result;
    return { settings, mapping };
  }

  /**
   * @throws UnrollError when the file, the settings or the mapping do not do, `weights-incomplete`
   *   among them; nothing is left behind then
   */
  async import(wished: WishedImport): Promise<RequestOutput<'weights.import'>> {
    const staging = join(this.#home, 'runs', '.importing', randomUUID());
    const vocabulary = await this.#keepVocabulary(wished.vocabulary);
    try {
      const settings = await this.#settings(wished, vocabulary.path);
      const job = this.#jobs.do(this.#job(wished, settings, { directory: staging, apply: true }), {
        onProgress: (label, done) => this.#board.post({ type: 'progress', label, done }),
      });
      const { mapping, imported } = await job.result;
      if (imported === null) throw new Error('an import that writes nothing');
      const run = await this.#record(wished, settings, imported, staging);
      return { run, mapping };
    } catch (error) {
      await vocabulary.undo();
      throw error;
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  }

  /** Removes what an engine that was killed in the middle left behind. */
  tidy(): void {
    rmSync(join(this.#home, 'runs', '.importing'), { recursive: true, force: true });
  }

  /** The vocabulary's own copy, so that the run does not depend on a person's file. */
  async #keepVocabulary(
    given: string | undefined,
  ): Promise<{ path: string; undo: () => Promise<void> }> {
    if (given === undefined) return { path: '', undo: async () => undefined };
    const content = await readFile(resolve(given)).catch((error: unknown) => {
      throw describeFileError(error, given);
    });
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 16);
    const folder = join(this.#home, 'vocabularies');
    const path = join(folder, `${hash}.json`);
    if (existsSync(path)) return { path, undo: async () => undefined };
    await mkdir(folder, { recursive: true });
    await writeFile(`${path}.partial`, content);
    await rename(`${path}.partial`, path);
    return { path, undo: () => rm(path, { force: true }) };
  }

  /** What the data and the weights suggest, then what was given. */
  async #settings(
    wished: WishedImport,
    vocabulary: string,
  ): Promise<RequestOutput<'weights.plan'>['settings']> {
    const task = taskDescriptor(wished.task);
    const dataset = this.#store.datasets.get(wished.datasetId);
    const suggested = dataset.suggestions.find((one) => one.task === task.id)?.settings ?? {};
    const { settings: found } = await this.inspect(wished.path);
    const given = {
      ...suggested,
      ...known(task, found),
      ...(vocabulary === '' ? {} : known(task, { vocabulary_file: vocabulary })),
      ...wished.settings,
    };
    return expectSound(makePlan({ task, dataset, settings: given })).settings;
  }

  #job(
    { path, datasetId, task, wishes = {}, partial = false }: WishedImport,
    settings: RequestOutput<'weights.plan'>['settings'],
    target: { readonly directory: string; readonly apply: boolean },
  ): JobOf<'import-weights'> {
    const { path: dataPath, format, compression, hash } = this.#store.datasets.get(datasetId);
    return {
      kind: 'import-weights',
      task,
      data: { path: dataPath, format, compression, hash },
      settings,
      path: resolve(path),
      wishes,
      partial,
      ...target,
    };
  }

  async #record(
    { path, datasetId, task, name, projectId, tags }: WishedImport,
    settings: RequestOutput<'weights.plan'>['settings'],
    imported: ImportedWeights,
    staging: string,
  ): Promise<Run> {
    const [run] = createRuns(this.#store, this.#home, [
      { datasetId, task, settings, name, projectId, tags },
    ]);
    const { id, directory } = run!;
    // It waits for nobody: a person resumes it to train on.
    this.#store.runs.act(id, 'pause');
    try {
      await rename(join(staging, 'checkpoints'), join(directory, 'checkpoints'));
    } catch (error) {
      this.#store.runs.remove(id);
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
    this.#note(id, directory, imported, resolve(path));
    const complete = this.#store.runs.get(id);
    this.#board.post({ type: 'run', run: complete });
    return complete;
  }

  #note(id: number, directory: string, imported: ImportedWeights, path: string): void {
    const { environment, facts, baselines, test, verdict, val, checkpoints } = imported;
    this.#store.transaction(() => {
      this.#store.runs.note(id, { environment, facts, baselines, test, verdict });
      this.#store.metrics.append(id, [{ step: 0, epoch: 0, seconds: 0, metrics: val }]);
      for (const { kind, file, bytes } of checkpoints) {
        const place = join(directory, 'checkpoints', file);
        this.#store.checkpoints.put({ runId: id, kind, step: 0, path: place, bytes });
      }
      this.#store.events.add({
        runId: id,
        step: 0,
        level: 'info',
        code: 'weights-imported',
        message: `The weights come from ${path}.`,
        data: { path },
      });
    });
    this.#store.metrics.release(id);
  }
}

/** Only what the task has a setting for. */
function known(task: TaskDescriptor, settings: Settings): Settings {
  const names = new Set(task.settings.map((setting) => setting.name));
  return Object.fromEntries(Object.entries(settings).filter(([name]) => names.has(name)));
}
