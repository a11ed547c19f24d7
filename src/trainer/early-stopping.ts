import { z } from 'zod';
import { type Direction, UnrollError } from '../contract/index.ts';

const stateSchema = z.object({
  best: z.number().nullable(),
  bestStep: z.number().nullable(),
  waited: z.number(),
});
export type EarlyStoppingState = z.infer<typeof stateSchema>;

/** Follows the primary metric: which evaluation was best, and how long ago. */
export class EarlyStopping {
  readonly #direction: Exclude<Direction, 'none'>;
  readonly #patience: number;
  #best: number | null = null;
  #bestStep: number | null = null;
  #waited = 0;

  /** @param patience evaluations without improvement that end the run; 0 never ends it */
  constructor(direction: Exclude<Direction, 'none'>, patience: number) {
    this.#direction = direction;
    this.#patience = patience;
  }

  /** @returns whether this evaluation is the best so far; a value that is not finite never is */
  observe(value: number, step: number): boolean {
    if (!this.#improves(value)) {
      this.#waited += 1;
      return false;
    }
    this.#best = value;
    this.#bestStep = step;
    this.#waited = 0;
    return true;
  }

  #improves(value: number): boolean {
    if (!Number.isFinite(value)) return false;
    if (this.#best === null) return true;
    return this.#direction === 'min' ? value < this.#best : value > this.#best;
  }

  get best(): number | null {
    return this.#best;
  }

  get bestStep(): number | null {
    return this.#bestStep;
  }

  get exhausted(): boolean {
    return this.#patience > 0 && this.#waited >= this.#patience;
  }

  state(): EarlyStoppingState {
    return { best: this.#best, bestStep: this.#bestStep, waited: this.#waited };
  }

  /** @throws UnrollError when the state is not one of early stopping */
  restore(state: unknown): void {
    const parsed = stateSchema.safeParse(state);
    if (!parsed.success) {
      throw new UnrollError({
        code: 'damaged-checkpoint',
        message: 'The checkpoint does not say which evaluation was best.',
        hint: 'Resume from another checkpoint, or start the run again.',
      });
    }
    this.#best = parsed.data.best;
    this.#bestStep = parsed.data.bestStep;
    this.#waited = parsed.data.waited;
  }
}
