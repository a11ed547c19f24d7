import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UnrollError } from '../../contract/index.ts';
import { readSafetensors, writeSafetensors } from '../../models/safetensors.ts';
import { replaceFile, shareFile, temporarySuffix } from './atomic-file.ts';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';

export type CheckpointKind = 'best' | 'last' | 'step';

export interface WrittenCheckpoint {
  readonly kind: CheckpointKind;
  readonly step: number;
  readonly path: string;
  readonly bytes: number;
  /** Numbered files that were removed to keep the newest. */
  readonly removed: readonly string[];
}

const numbered = /^step_(\d+)\.safetensors$/;

/**
 * The `checkpoints` folder of a run: `best`, `last` and the newest `step_N`.
 *
 * Guarantees: a file under its final name is complete, after a crash too; what is written under
 * several names is stored once where the file system allows.
 */
export class CheckpointFolder {
  readonly path: string;
  readonly #keep: number;

  /**
   * @param directory run folder
   * @param keep numbered checkpoints that stay
   */
  constructor(directory: string, keep = 3) {
    this.path = join(directory, 'checkpoints');
    this.#keep = keep;
  }

  /** Makes the folder and removes what a crash left half written. */
  async prepare(): Promise<void> {
    await mkdir(this.path, { recursive: true });
    for (const name of await readdir(this.path)) {
      if (name.endsWith(temporarySuffix)) await rm(join(this.path, name), { force: true });
    }
  }

  /** Removes every checkpoint: a run that starts anew must not find an older one's. */
  async clear(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
    await this.prepare();
  }

  /** @param kinds at least one; a numbered file is named after the checkpoint's step */
  async write(
    kinds: readonly CheckpointKind[],
    checkpoint: Checkpoint,
  ): Promise<WrittenCheckpoint[]> {
    const { step } = checkpoint.progress;
    const files = kinds.map((kind) => ({ kind, path: this.#file(kind, step) }));
    const [first, ...others] = files;
    if (first === undefined) return [];
    const bytes = writeSafetensors(encodeCheckpoint(checkpoint));
    await replaceFile(first.path, (temporary) => writeFile(temporary, bytes));
    for (const other of others) await shareFile(first.path, other.path);
    const removed = kinds.includes('step') ? await this.#removeOld() : [];
    return files.map(({ kind, path }) => ({
      kind,
      step,
      path,
      bytes: bytes.length,
      removed: kind === 'step' ? removed : [],
    }));
  }

  /**
   * @returns null when there is no such checkpoint
   * @throws UnrollError when the file is damaged or not a checkpoint
   */
  async read(kind: 'best' | 'last'): Promise<Checkpoint | null> {
    const path = this.#file(kind, 0);
    if (!existsSync(path)) return null;
    return decodeCheckpoint(readSafetensors(await readFile(path), path), path);
  }

  #file(kind: CheckpointKind, step: number): string {
    const name = kind === 'step' ? `step_${step}` : kind;
    return join(this.path, `${name}.safetensors`);
  }

  async #removeOld(): Promise<string[]> {
    const steps = (await readdir(this.path))
      .map((name) => Number(numbered.exec(name)?.[1] ?? Number.NaN))
      .filter((step) => !Number.isNaN(step))
      .sort((a, b) => b - a);
    const removed = steps.slice(this.#keep).map((step) => this.#file('step', step));
    for (const path of removed) await rm(path, { force: true });
    return removed;
  }
}

/** @throws UnrollError when a checkpoint belongs to another task, other data or other settings */
export function expectFingerprint(checkpoint: Checkpoint, fingerprint: string, path: string): void {
  if (checkpoint.fingerprint === fingerprint) return;
  throw new UnrollError({
    code: 'foreign-checkpoint',
    message: 'The checkpoint was written with other data or other settings.',
    where: path,
    hint: 'Resume the run with the settings it was started with, or start a new run.',
  });
}
