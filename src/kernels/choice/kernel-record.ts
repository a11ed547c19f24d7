import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { KernelTimes } from './measurement.ts';

/** Milliseconds by machine, then class of shapes, then kernel. */
const recordSchema = z.record(
  z.string(),
  z.record(z.string(), z.record(z.string(), z.number().positive())),
);

/**
 * What was measured on this machine, kept in one small JSON file. A file that is missing, broken or
 * not writable costs a new measurement and nothing else.
 */
export class KernelRecord {
  readonly #path: string;
  readonly #machine: string;

  /**
   * @param machine what the times depend on beside the shapes: processor, threads, versions
   */
  constructor(path: string, machine: string) {
    this.#path = path;
    this.#machine = machine;
  }

  get(shapes: string): KernelTimes | null {
    return this.#read()[this.#machine]?.[shapes] ?? null;
  }

  /** Read again before it is written, since another run may have added something. */
  set(shapes: string, times: KernelTimes): void {
    const all = this.#read();
    const changed = { ...all, [this.#machine]: { ...all[this.#machine], [shapes]: times } };
    const temporary = `${this.#path}.${process.pid}.partial`;
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      writeFileSync(temporary, `${JSON.stringify(changed, null, 2)}\n`);
      renameSync(temporary, this.#path);
    } catch {
      // The next run measures again.
      if (existsSync(temporary)) rmSync(temporary, { force: true });
    }
  }

  #read(): z.infer<typeof recordSchema> {
    try {
      return recordSchema.parse(JSON.parse(readFileSync(this.#path, 'utf8')));
    } catch {
      return {};
    }
  }
}
