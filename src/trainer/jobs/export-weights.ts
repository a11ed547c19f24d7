import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { textOf, UnrollError } from '../../contract/index.ts';
import type { CellId } from '../../models/cells/cell.ts';
import { type StoredTensor, writeSafetensors } from '../../models/safetensors.ts';
import type { TaskSession } from '../../tasks/task.ts';
import {
  expectTorchStack,
  type PlainTensor,
  readMe,
  toTorchNames,
} from '../../weights/export/index.ts';
import { readParameters } from '../run-state.ts';
import type { RunJob } from './job.ts';
import { openTrained, readSettings } from './open-session.ts';

/** Writes a run's best weights under the names of PyTorch, with all that another program needs. */
export const exportWeights: RunJob<'export-weights'> = async (job, host) => {
  await expectEmpty(job.target);
  const { settings, descriptor } = readSettings(job);
  expectTorchStack(settings);
  const session = await openTrained(job, host);
  const exported = toTorchNames(
    readParameters(session.parameters),
    textOf(settings, 'cell') as CellId,
  );
  const files = new Map<string, string | Uint8Array>(session.files ?? []);
  files.set('model.safetensors', safetensorsOf(exported.tensors, { format: 'pt', run: job.run }));
  const check = checkOf(session);
  if (check !== null) files.set('check.safetensors', safetensorsOf(check, {}));
  const config = { task: descriptor.id, run: job.run, ...settings };
  files.set('config.json', `${JSON.stringify(config, null, 2)}\n`);
  const facts = {
    ...{ run: job.run, task: descriptor.id, settings, metrics: job.metrics },
    files: [...files.keys()],
  };
  files.set('README.md', readMe(facts, exported));
  session.dispose();
  await mkdir(job.target, { recursive: true });
  for (const [name, content] of files) await writeFile(join(job.target, name), content);
  return { kind: 'export-weights', files: [...files.keys()].sort() };
};

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

function checkOf(session: TaskSession): ReadonlyMap<string, PlainTensor> | null {
  return session.example?.() ?? null;
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
