import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type JobOf, textOf, UnrollError } from '../../contract/index.ts';
import type { CellId } from '../../models/cells/cell.ts';
import { type StoredTensor, writeSafetensors } from '../../models/safetensors.ts';
import type { TaskSession } from '../../tasks/task.ts';
import {
  expectTorchStack,
  onnxReadMe,
  type PlainTensor,
  readMe,
  torchState,
  toTorchNames,
} from '../../weights/export/index.ts';
import { readParameters } from '../run-state.ts';
import type { RunJob } from './job.ts';
import { openTrained, readSettings } from './open-session.ts';

type Files = Map<string, string | Uint8Array>;
type ExportJob = JobOf<'export-weights'>;

/** Writes a run's best weights for other programs, with all that those need. */
export const exportWeights: RunJob<'export-weights'> = async (job, host) => {
  await expectEmpty(job.target);
  const { settings, descriptor } = readSettings(job);
  if (job.format !== 'onnx') expectTorchStack(settings);
  const session = await openTrained(job, host);
  const files: Files = new Map(session.files ?? []);
  const config = { task: descriptor.id, run: job.run, ...settings };
  files.set('config.json', `${JSON.stringify(config, null, 2)}\n`);
  if (job.format === 'onnx') addGraph(files, job, session);
  else addTensors(files, job, session, textOf(settings, 'cell') as CellId);
  session.dispose();
  await writeFolder(job.target, files);
  return { kind: 'export-weights', files: [...files.keys()].sort() };
};

/** Under the names of PyTorch. */
function addTensors(files: Files, job: ExportJob, session: TaskSession, cell: CellId): void {
  const exported = toTorchNames(readParameters(session.parameters), cell);
  if (job.format === 'pytorch') files.set('model.pt', torchState(exported.tensors));
  else
    files.set('model.safetensors', safetensorsOf(exported.tensors, { format: 'pt', run: job.run }));
  const check = session.example?.() ?? null;
  if (check !== null) files.set('check.safetensors', safetensorsOf(check, {}));
  files.set('README.md', readMe(factsOf(files, job), exported));
}

/** @throws UnrollError `not-in-onnx` where the task or its network has no graph */
function addGraph(files: Files, job: ExportJob, session: TaskSession): void {
  if (session.onnx === undefined) {
    throw new UnrollError({
      code: 'not-in-onnx',
      message: `A run of the task ${job.task} cannot be exported as ONNX.`,
      where: 'format',
      hint: 'Export it as safetensors instead.',
    });
  }
  const { bytes, check, values } = session.onnx();
  files.set('model.onnx', bytes);
  files.set('check.safetensors', safetensorsOf(check, {}));
  files.set('README.md', onnxReadMe(factsOf(files, job), values));
}

function factsOf(files: Files, { run, task, settings, metrics }: ExportJob) {
  return { run, task, settings, metrics, files: [...files.keys()] };
}

/** Beside, then in its place: a folder that is there is whole. */
async function writeFolder(target: string, files: Files): Promise<void> {
  const unfinished = `${target}.${randomUUID().slice(0, 8)}`;
  await mkdir(unfinished, { recursive: true });
  try {
    for (const [name, content] of files) await writeFile(join(unfinished, name), content);
    // An empty folder may stand there; one that is filled by now is left alone.
    await rmdir(target).catch(() => undefined);
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
}

/** @throws UnrollError where files are already there: nothing of a person's is written over */
async function expectEmpty(target: string): Promise<void> {
  const there = await readdir(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new UnrollError({
      code: 'target-not-a-folder',
      message: `${target} cannot be written to (${error.code ?? error.message}).`,
      where: target,
      hint: 'Name a folder that does not exist yet.',
    });
  });
  if (there.length === 0) return;
  throw new UnrollError({
    code: 'target-not-empty',
    message: `The folder ${target} is not empty.`,
    where: target,
    hint: 'Name a folder that does not exist yet; nothing is written over.',
  });
}

function safetensorsOf(
  plain: ReadonlyMap<string, PlainTensor>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const tensors = new Map<string, StoredTensor>();
  for (const [name, { shape, values }] of plain) {
    tensors.set(name, { dtype: 'F32', shape, data: values });
  }
  return writeSafetensors({ tensors, metadata });
}
