import type {
  NewStudy,
  Notice,
  Settings,
  StudyEntry,
  StudyLimits,
  StudyValues,
  TaskDescriptor,
} from '../../contract/index.ts';
import { Study } from '../../search/study.ts';
import type { StudyDefinition } from '../../search/study-record.ts';
import { taskDescriptor } from '../../tasks/descriptors.ts';
import { nominalSpeed, type Speed } from '../../tasks/estimate.ts';
import { estimateTrial, speedHere } from '../estimates.ts';
import { defaultParallelTrainers } from '../machine-share.ts';
import { objectivesOf } from './objectives.ts';
import { trialObstacle } from './obstacles.ts';
import { nameTaken, scriptMeasures, stillSearching, wrongStudyState } from './problems.ts';
import type { StudyParts } from './study-parts.ts';
import { evaluationsOf, expectMethods, handsOn, readSpace } from './study-plan.ts';
import { StudyRunner } from './study-runner.ts';
import { earlierStudies } from './warm-start.ts';

/** Trials of a study that is not told when to end. */
const usualTrials = 30;

/** Every hyperparameter search: makes, continues and ends them. A `StudyRunner` does the work. */
export class Studies {
  readonly #parts: StudyParts;
  readonly #runners = new Map<number, StudyRunner>();
  readonly #stopListening: () => void;

  constructor(parts: StudyParts) {
    this.#parts = parts;
    this.#stopListening = parts.board.onNotice((notice) => this.#hear(notice));
  }

  /** Marks studies whose engine was lost; a window's engine then goes on with them. */
  recover(goOn: boolean): void {
    const { studies } = this.#parts.store;
    for (const id of studies.inState('running')) {
      studies.setState(id, 'interrupted', 'Unroll ended while it was searching.');
    }
    if (!goOn) return;
    for (const id of studies.inState('interrupted')) this.resume(id);
  }

  /**
   * Makes a study and starts it.
   * @throws UnrollError naming what is wrong; nothing is kept then
   */
  create(wanted: NewStudy): StudyEntry {
    const { store, board } = this.#parts;
    const task = taskDescriptor(wanted.task);
    const dataset = store.datasets.get(wanted.datasetId);
    const space = readSpace(task, dataset, wanted);
    const objectives = objectivesOf(task, wanted.settings, wanted.objectives);
    expectMethods(task, wanted);
    const inStretches = handsOn(wanted.sampler);
    const { trains = true, name = this.#drawName(task) } = wanted;
    const projectId = wanted.projectId ?? store.projects.list()[0]!.id;
    if (store.studies.hasName(name)) throw nameTaken(name);
    const earlier =
      wanted.warmStart === true ? earlierStudies(store, task, dataset, objectives) : [];
    const { parameters, constraints } = space;
    const definition = {
      ...{ parameters, constraints, objectives, earlier },
      sampler: wanted.sampler ?? { id: 'auto' },
      pruner: wanted.pruner ?? { id: trains && !inStretches ? 'median' : 'none' },
      seed: wanted.seed ?? 0,
      warmStart: earlier.map((study) => study.name),
      ...(constraints.length === 0 ? {} : { speed: speedHere(this.#parts, task) }),
    };
    const id = store.transaction(() => {
      const made = store.studies.create({
        ...{ projectId, datasetId: dataset.id, name, task: task.id, trains },
        settings: wanted.settings,
        definition,
        limits: wanted.limits ?? (inStretches ? {} : { trials: usualTrials }),
        parallel: wanted.parallel ?? defaultParallelTrainers(),
      });
      this.#prepare(made, wanted.queue ?? []);
      return made;
    });
    if (trains) this.runner(id).work();
    else board.post({ type: 'study', study: store.studies.get(id) });
    return store.studies.get(id);
  }

  pause(id: number): StudyEntry {
    this.#expect(id, ['running'], 'paused');
    this.runner(id).pause();
    return this.#entry(id);
  }

  resume(id: number): StudyEntry {
    this.#expectTraining(id);
    this.#expect(id, ['paused', 'interrupted', 'failed'], 'resumed');
    this.runner(id).work();
    return this.#entry(id);
  }

  end(id: number): StudyEntry {
    this.#expect(id, ['running', 'paused', 'interrupted', 'failed'], 'ended');
    this.runner(id).end('Ended by hand.');
    return this.#entry(id);
  }

  extend(id: number, limits: StudyLimits, parallel?: number): StudyEntry {
    const { studies } = this.#parts.store;
    const { state, parallel: before, trains } = this.#entry(id);
    studies.setLimits(id, limits, parallel ?? before);
    this.#forget(id);
    if (!trains) return this.#waitForScript(id);
    const runner = this.runner(id);
    if (state === 'running' || state === 'completed') runner.work();
    else runner.reconsider();
    return this.#entry(id);
  }

  enqueue(id: number, values: StudyValues): StudyEntry {
    const runner = this.runner(id);
    runner.study.enqueue(values);
    this.#parts.store.studies.setQueue(id, runner.study.toRecord().queue);
    runner.reconsider();
    return this.#entry(id);
  }

  /** Nothing is started or judged any more; runs pause with the queue. */
  close(): void {
    this.#stopListening();
    for (const runner of this.#runners.values()) {
      if (runner.close()) {
        this.#parts.store.studies.setState(runner.id, 'interrupted', 'Unroll was closed.');
      }
    }
  }

  remove(id: number): void {
    const { state, name } = this.#entry(id);
    if (state === 'running') throw stillSearching(name);
    this.#parts.store.studies.remove(id);
    this.#runners.delete(id);
    this.#parts.board.post({ type: 'study-removed', id });
  }

  // ------------------------------------------------------------------ inside

  /** @throws UnrollError about what no trial could keep, and about trials by hand that do not fit */
  #prepare(id: number, queue: readonly StudyValues[]): void {
    const { study } = this.#open(id);
    try {
      for (const values of queue) study.enqueue(values);
    } catch (error) {
      this.#runners.delete(id);
      throw error;
    }
    this.#parts.store.studies.setQueue(id, study.toRecord().queue);
  }

  #hear(notice: Notice): void {
    for (const runner of this.#runners.values()) runner.hear(notice);
  }

  /** The living study. @throws UnrollError `no-such-study` */
  runner(id: number): StudyRunner {
    return this.#runners.get(id) ?? this.#open(id);
  }

  #open(id: number): StudyRunner {
    const { definition, entry, queue, trials } = this.#parts.store.studies.stored(id);
    const task = taskDescriptor(entry.task);
    const steps = evaluationsOf(task, entry.settings);
    const full: StudyDefinition = {
      ...definition,
      budget: {
        parallel: entry.parallel,
        ...(entry.limits.trials === undefined ? {} : { trials: entry.limits.trials }),
        ...(steps === undefined ? {} : { steps }),
      },
    };
    const estimate = this.#estimate(task, entry, definition.speed);
    const record = { definition: full, trials: trials.map(({ trial }) => trial), queue };
    const dataset = this.#parts.store.datasets.get(entry.datasetId);
    const study = new Study(record, estimate, trialObstacle(task, dataset, entry.settings));
    const runner = new StudyRunner(id, study, task, this.#parts);
    this.#runners.set(id, runner);
    return runner;
  }

  /** A study made anew from the store, so that changed limits reach its sampler. */
  #forget(id: number): void {
    this.#runners.get(id)?.close();
    this.#runners.delete(id);
  }

  #estimate(
    task: TaskDescriptor,
    { datasetId, settings, constraints }: StudyEntry,
    speed: Speed = nominalSpeed,
  ): ((values: StudyValues) => Readonly<Record<string, number>>) | undefined {
    if (constraints.length === 0) return undefined;
    const dataset = this.#parts.store.datasets.get(datasetId);
    const fixed: Settings = settings;
    return (values) => estimateTrial(speed, dataset, task, { ...fixed, ...values });
  }

  #waitForScript(id: number): StudyEntry {
    this.#parts.store.studies.setState(id, 'paused', null);
    this.#parts.board.post({ type: 'study', study: this.#entry(id) });
    return this.#entry(id);
  }

  #entry(id: number): StudyEntry {
    return this.#parts.store.studies.get(id);
  }

  #drawName(task: TaskDescriptor): string {
    const { studies } = this.#parts.store;
    for (let number = 1; ; number++) {
      const name = `${task.id}-search-${number}`;
      if (!studies.hasName(name)) return name;
    }
  }

  #expectTraining(id: number): void {
    const { name, trains } = this.#entry(id);
    if (!trains) throw scriptMeasures(name);
  }

  #expect(id: number, states: readonly StudyEntry['state'][], what: string): void {
    const { state, name } = this.#entry(id);
    if (states.includes(state)) return;
    throw wrongStudyState(name, state, what);
  }
}
