import { mkdirSync } from 'node:fs';
import { basename } from 'node:path';
import {
  type ImportedWeights,
  type JobOf,
  type MetricValues,
  type Settings,
  textOf,
  UnrollError,
  type WeightMapping,
} from '../../contract/index.ts';
import type { CellId } from '../../models/cells/cell.ts';
import type { Split, TaskSession } from '../../tasks/task.ts';
import { findLayers, type MappedWeights, mapWeights, readWeightFile } from '../../weights/index.ts';
import { CheckpointFolder, fingerprint } from '../checkpoints/index.ts';
import { finiteBaselines, metricsOfPart } from '../finite-metrics.ts';
import type { JobHost } from '../job-host.ts';
import { readParameters, restoreParameters } from '../run-state.ts';
import { beginTraining } from './begin-training.ts';
import type { RunJob } from './job.ts';
import { type OpenedSession, openSession } from './open-session.ts';
import { environmentOf } from './train.ts';

/**
 * Puts the weights of another program into the network that the settings make, measures it and
 * writes its first checkpoints; or only tells what would become what.
 */
export const importWeights: RunJob<'import-weights'> = async (job, host) => {
  const file = await readWeightFile(job.path);
  const opened = await openSession(job, host);
  const { session, settings } = opened;
  const targets = new Map(
    [...session.parameters.entries()].map(([name, { shape }]) => [name, shape]),
  );
  const mapped = mapWeights(file, findLayers(file), targets, {
    cell: textOf(settings, 'cell') as CellId,
    vocabulary: vocabularyOf(session, settings),
    wishes: job.wishes,
  });
  const { table } = mapped;
  if (!job.apply) {
    session.dispose();
    return { kind: 'import-weights', mapping: table, imported: null };
  }
  expectSources(table, job);
  setParameters(session, mapped);
  const imported = await measureAndWrite(job, opened, host);
  session.dispose();
  return { kind: 'import-weights', mapping: table, imported };
};

/** Numbers of tokens are those of the file where the run takes them from one. */
function vocabularyOf(
  { parameters }: TaskSession,
  settings: Settings,
): { size: number; known: boolean } | null {
  if (!('vocabulary_file' in settings)) return null;
  const size = parameters.get('embedding.table').shape[0]!;
  const tokens = textOf(settings, 'tokens');
  const counted = tokens === 'character' || tokens === 'word';
  const known = counted ? textOf(settings, 'vocabulary_file') !== '' : tokens === 'file';
  return { size, known };
}

function expectSources({ mapped, missing }: WeightMapping, job: JobOf<'import-weights'>): void {
  const [first] = missing;
  if (mapped.length > 0 && (first === undefined || job.partial)) return;
  const all = mapped.length + missing.length;
  throw new UnrollError({
    code: 'weights-incomplete',
    message: `${basename(job.path)} has nothing for ${missing.length} of ${all} parameters; the first is ${first!.target}: ${first!.why}.`,
    where: first!.target,
    hint:
      mapped.length === 0
        ? 'Choose the task and the settings that the weights were trained with.'
        : 'Choose other settings, name the layers, or let those parameters keep their random first values (partial).',
  });
}

function setParameters({ parameters }: TaskSession, { values }: MappedWeights): void {
  const model = readParameters(parameters);
  for (const [name, make] of values)
    model.set(name, { shape: model.get(name)!.shape, values: make() });
  restoreParameters(parameters, model);
}

async function measureAndWrite(
  job: JobOf<'import-weights'>,
  opened: OpenedSession,
  host: JobHost,
): Promise<ImportedWeights> {
  const { session, settings, descriptor, backend } = opened;
  const { plan, state } = beginTraining(opened);
  const val = await measure(session, 'val', host);
  const test = await measure(session, 'test', host);
  const baselines = await session.baselines(host.patience('Measuring the baselines'));
  state.baselines = finiteBaselines(baselines);
  if (host.request !== null) throw stopped();
  const primary = val[plan.primaryMetric];
  if (primary !== undefined) state.earlyStopping.observe(primary, 0);
  state.best = val;
  state.evaluatedStep = 0;
  mkdirSync(job.directory, { recursive: true });
  const folder = new CheckpointFolder(job.directory);
  await folder.prepare();
  const mark = fingerprint(descriptor.id, job.data, descriptor.settings, settings);
  const written = await folder.write(['best', 'last'], state.checkpoint(mark, 0));
  state.optimizer.dispose();
  return {
    environment: environmentOf(backend, session),
    facts: session.facts,
    baselines: [...state.baselines],
    val,
    test,
    verdict: session.verdict(val, test, state.baselines),
    checkpoints: written.map(({ kind, path, bytes }) => ({
      kind: kind === 'best' ? 'best' : 'last',
      file: basename(path),
      bytes,
    })),
  };
}

async function measure(session: TaskSession, split: Split, host: JobHost): Promise<MetricValues> {
  const values = await session.evaluate(split, host.patience('Measuring'));
  if (values === null) throw stopped();
  return metricsOfPart(split, values);
}

function stopped(): UnrollError {
  return new UnrollError({ code: 'cancelled', message: 'The import was stopped.' });
}
