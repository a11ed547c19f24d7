import type { RequestInput, RequestOutput, StudyTrial } from '../../contract/index.ts';
import type { Study } from '../../search/study.ts';
import { nothingLeft, reachedLimit } from './limits.ts';
import { noResults, notRunning, trainsItself, wrongCount } from './problems.ts';
import type { Studies } from './studies.ts';
import type { StudyParts } from './study-parts.ts';

/** Ask and tell: studies whose trials a script measures by itself. */
export class ScriptedStudies {
  readonly #studies: Studies;
  readonly #parts: StudyParts;

  constructor(studies: Studies, parts: StudyParts) {
    this.#studies = studies;
    this.#parts = parts;
  }

  /**
   * Begins the next trial.
   * @returns null when nothing untried is left, or the study's trials or patience are used up
   * @throws UnrollError `study-trains` for a study that trains its own trials
   */
  ask(id: number): StudyTrial['trial'] | null {
    const study = this.#study(id);
    const { store } = this.#parts;
    const enough = reachedLimit(store.studies.get(id), store.studies.trials(id), 0);
    if (enough !== null) return this.#end(id, enough);
    const trial = study.ask();
    if (trial === null) return this.#end(id, nothingLeft(study));
    store.transaction(() => {
      store.studies.addTrial(id, null, trial);
      store.studies.setQueue(id, study.toRecord().queue);
    });
    this.#tell(id, trial.number);
    return trial;
  }

  /** Keeps a value on the way and says whether to go on. @throws UnrollError `trial-not-running` */
  report(told: RequestInput<'studies.report'>): RequestOutput<'studies.report'> {
    const { id, number, step, values } = told;
    const study = this.#running(id, number, values);
    study.report(number, step, values);
    this.#keep(id, number, study);
    return study.shouldPrune(number);
  }

  /** Ends a trial. @throws UnrollError `trial-not-running`, `no-results`, `wrong-count` */
  conclude(told: RequestInput<'studies.tell'>): StudyTrial['trial'] {
    const { id, number, results, state, why = 'Told so.' } = told;
    const study = this.#running(id, number, results);
    if (state === 'completed') {
      if (results === undefined) throw noResults(number);
      study.tell(number, { state, results, why });
    } else {
      study.tell(number, { state, why });
    }
    return this.#keep(id, number, study);
  }

  /** Once the last of its trials has been told. */
  #end(id: number, why: string): null {
    const { store, board } = this.#parts;
    if (store.studies.get(id).counts.running > 0) return null;
    store.studies.setState(id, 'completed', why);
    board.post({ type: 'study', study: store.studies.get(id) });
    return null;
  }

  #running(id: number, number: number, values: readonly number[] | undefined): Study {
    const study = this.#study(id);
    if (study.trials[number]?.state !== 'running') throw notRunning(number);
    const wanted = study.definition.objectives.length;
    if (values !== undefined && values.length !== wanted) throw wrongCount(wanted, values.length);
    return study;
  }

  #study(id: number): Study {
    const { name, trains } = this.#parts.store.studies.get(id);
    if (trains) throw trainsItself(name);
    return this.#studies.runner(id).study;
  }

  #keep(id: number, number: number, study: Study): StudyTrial['trial'] {
    const trial = study.trials[number]!;
    this.#parts.store.studies.updateTrial(id, trial);
    this.#tell(id, number);
    return trial;
  }

  #tell(id: number, number: number): void {
    const { store, board } = this.#parts;
    const trial = store.studies.trial(id, number);
    if (trial !== undefined) board.post({ type: 'trial', trial });
    board.post({ type: 'study', study: store.studies.get(id) });
  }
}
