import { performance } from 'node:perf_hooks';
import type { Description, Peak, Prepared, Turn } from '../protocol.ts';
import type { Precision, Work } from '../work.ts';

/** A model with its data, ready to be stepped. */
export interface PreparedWork {
  /** Trainable values in matrices. */
  readonly weights: number;
  /** What runs the recurrence, where there is a choice. */
  readonly kernel?: string;
  /** Does the work once, to the end. @returns loss, or one of the derivatives */
  step(): number | Promise<number>;
  dispose(): void;
}

/** Thrown for work that a contestant cannot do at all, with the reason in a few words. */
export class UnsupportedWork extends Error {}

/**
 * Without a kernel for mixed precision a network computes in fp32 all the same, which is not what was
 * asked for here. @throws UnsupportedWork
 */
export function requirePrecision(
  model: { readonly kernel: string; readonly precision?: Precision },
  wanted: Precision,
): void {
  const { kernel, precision = 'fp32' } = model;
  if (precision === wanted) return;
  throw new UnsupportedWork(`kernel ${kernel} computes it in ${precision} only`);
}

/** Values in all tensors of rank 2 and above. */
export function matrixValues(tensors: readonly { readonly shape: readonly number[] }[]): number {
  const matrices = tensors.filter(({ shape }) => shape.length > 1);
  return matrices.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
}

export interface Workshop {
  describe(): Description;
  /** @throws UnsupportedWork */
  prepare(work: Work): Promise<PreparedWork>;
  peak(): Peak;
  close(): void;
}

/** Works by number, and turns at them, as the protocol asks. */
export class WorkBench {
  readonly #workshop: Workshop;
  readonly #works = new Map<number, PreparedWork>();

  constructor(workshop: Workshop) {
    this.#workshop = workshop;
  }

  describe(): Description {
    return this.#workshop.describe();
  }

  peak(): Peak {
    return this.#workshop.peak();
  }

  async prepare(id: number, work: Work): Promise<Prepared> {
    const prepared = await this.#workshop.prepare(work);
    this.#works.set(id, prepared);
    const { weights, kernel } = prepared;
    return kernel === undefined ? { weights } : { weights, kernel };
  }

  async turn(id: number, warm: number, milliseconds: number): Promise<Turn> {
    const work = this.#of(id);
    for (let i = 0; i < warm; i++) await work.step();
    const times: number[] = [];
    const begin = performance.now();
    let last = begin;
    for (;;) {
      const value = await work.step();
      const now = performance.now();
      times.push(now - last);
      last = now;
      if (now - begin >= milliseconds) return { times, value };
    }
  }

  drop(id: number): void {
    this.#of(id).dispose();
    this.#works.delete(id);
  }

  close(): void {
    for (const work of this.#works.values()) work.dispose();
    this.#workshop.close();
  }

  #of(id: number): PreparedWork {
    const work = this.#works.get(id);
    if (work === undefined) throw new Error(`nothing was prepared under ${id}`);
    return work;
  }
}
