import { z } from 'zod';
import { UnrollError } from '../../contract/index.ts';
import type {
  SafetensorsFile,
  StoredTensor as SafetensorsTensor,
} from '../../models/safetensors.ts';
import type { SessionState } from '../../tasks/task.ts';
import type { OptimizerState, StoredTensor } from '../optimizers/index.ts';
import { type Progress, progressSchema } from './progress.ts';

/** A run between two steps: whoever restores all of it continues exactly. */
export interface Checkpoint {
  /** Parameters by name. */
  readonly model: ReadonlyMap<string, StoredTensor>;
  /** Averages of the parameters by name, which were measured and are used; empty where there is none. */
  readonly average: ReadonlyMap<string, StoredTensor>;
  readonly optimizer: OptimizerState;
  readonly session: SessionState;
  readonly progress: Progress;
  /** Says which task, data and settings it belongs to (see `fingerprint`). */
  readonly fingerprint: string;
}

const metadataKey = 'unroll';
const metadataSchema = z.object({
  version: z.literal(1),
  fingerprint: z.string(),
  progress: progressSchema,
  session: z.unknown(),
  optimizerUpdates: z.number().int().nonnegative(),
});

/** The weights that a checkpoint's figures were measured with. */
export function measuredWeights({ model, average }: Checkpoint): ReadonlyMap<string, StoredTensor> {
  return average.size > 0 ? average : model;
}

/** Tensors are named `model/…`, `average/…`, `optimizer/…` and `session/…`; the rest is JSON in the metadata. */
export function encodeCheckpoint(checkpoint: Checkpoint): SafetensorsFile {
  const { model, average, optimizer, session, progress, fingerprint } = checkpoint;
  const tensors = new Map<string, SafetensorsTensor>();
  const groups = { model, average, optimizer: optimizer.tensors, session: session.tensors };
  for (const [group, stored] of Object.entries(groups)) {
    for (const [name, { shape, values }] of stored) {
      tensors.set(`${group}/${name}`, { dtype: 'F32', shape: [...shape], data: values });
    }
  }
  const metadata: z.input<typeof metadataSchema> = {
    version: 1,
    fingerprint,
    progress,
    session: session.json,
    optimizerUpdates: optimizer.updates,
  };
  return { tensors, metadata: { [metadataKey]: JSON.stringify(metadata) } };
}

/**
 * @param path named in errors
 * @throws UnrollError when the content is not a checkpoint of this version of Unroll
 */
export function decodeCheckpoint({ tensors, metadata }: SafetensorsFile, path: string): Checkpoint {
  const parsed = metadataSchema.safeParse(parseJson(metadata[metadataKey]));
  if (!parsed.success) throw notACheckpoint(path);
  const { progress, session, optimizerUpdates, fingerprint } = parsed.data;
  const group = (prefix: string) => {
    const found = new Map<string, { shape: number[]; values: Float32Array }>();
    for (const [name, { shape, data }] of tensors) {
      if (!name.startsWith(`${prefix}/`)) continue;
      if (!(data instanceof Float32Array)) throw notACheckpoint(path);
      found.set(name.slice(prefix.length + 1), { shape: [...shape], values: data });
    }
    return found;
  };
  return {
    model: group('model'),
    average: group('average'),
    optimizer: { updates: optimizerUpdates, tensors: group('optimizer') },
    session: { json: session, tensors: group('session') },
    progress,
    fingerprint,
  };
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function notACheckpoint(path: string): UnrollError {
  return new UnrollError({
    code: 'foreign-checkpoint',
    message: 'The file is no checkpoint of a training run of this version of Unroll.',
    where: path,
    hint: 'Use a checkpoint from the run folder, or start the run again.',
  });
}
