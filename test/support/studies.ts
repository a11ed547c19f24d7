import { hostname } from 'node:os';
import type { NewStudy, ProbeResult, StudyEntry, StudyTrial } from '../../src/contract/index.ts';
import type { TestEngine, TrainerScript } from './engine.ts';

/** One setting to search: the learning rate. */
const space = 'parameters:\n  lr: { low: 1e-4, high: 1e-1, log: true }\n';

/** Makes a study over data that a scripted trainer reads, six random trials unless told otherwise. */
export async function start(
  engine: TestEngine,
  wanted: Partial<NewStudy> = {},
  script: TrainerScript = { steps: 10, byRate: true },
): Promise<StudyEntry> {
  const dataset = await engine.import('script.json', JSON.stringify(script));
  return engine.handlers['studies.create']({
    datasetId: dataset.id,
    task: 'language-model',
    settings: {},
    space,
    sampler: { id: 'random' },
    pruner: { id: 'none' },
    limits: { trials: 6 },
    seed: 4,
    ...wanted,
  });
}

export async function reach(engine: TestEngine, id: number, state: StudyEntry['state']) {
  return until(engine, id, (study) => study.state === state, state);
}

export async function until(
  engine: TestEngine,
  id: number,
  holds: (study: StudyEntry) => boolean,
  what: string,
): Promise<StudyEntry> {
  for (let waited = 0; ; waited += 10) {
    const study = await engine.handlers['studies.get']({ id });
    if (holds(study)) return study;
    if (waited > 60_000 || study.state === 'failed') {
      throw new Error(`${study.name} is ${study.state} (${study.reason}), not ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** As if the probe had found this speed. */
export async function measured(engine: TestEngine, gflops: number): Promise<void> {
  const facts: ProbeResult = {
    ...{ tensorflow: '2', device: 'cpu', threads: 2, processor: 'any', gflops },
    ...{ kernels: ['native', 'reference'], nativeKernels: null },
  };
  const name = `device/0.1.0/${hostname()}`;
  await engine.handlers['app.setPreference']({ name, value: JSON.stringify(facts) });
}

export const trialsOf = (
  engine: TestEngine,
  { id }: StudyEntry,
): Promise<StudyTrial[]> | StudyTrial[] => engine.handlers['studies.trials']({ id });

/** The learning rates tried, in order. */
export const rates = (trials: readonly StudyTrial[]) =>
  trials.map(({ trial }) => trial.values['lr']);

/** Of tests in which several trials train. */
export const patient = { timeout: 60_000 };
