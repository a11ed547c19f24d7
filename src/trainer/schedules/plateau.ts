import { z } from 'zod';
import { numberOf, UnrollError } from '../../contract/index.ts';
import { lowestRate } from './decay.ts';
import type { Schedule, ScheduleDefinition, SchedulePlan } from './schedule.ts';

interface PlateauOptions {
  readonly lr: number;
  readonly floor: number;
  readonly factor: number;
  readonly patience: number;
  readonly threshold: number;
  readonly direction: SchedulePlan['direction'];
}

const stateSchema = z.object({ rate: z.number(), best: z.number().nullable(), waited: z.number() });

/**
 * Multiplies the rate by the factor once the metric has not improved by more than the relative
 * threshold in more than `patience` evaluations, as PyTorch's ReduceLROnPlateau.
 */
class Plateau implements Schedule {
  readonly #options: PlateauOptions;
  #rate: number;
  #best: number | null = null;
  #waited = 0;

  constructor(options: PlateauOptions) {
    this.#options = options;
    this.#rate = options.lr;
  }

  rate(): number {
    return this.#rate;
  }

  observe(value: number): void {
    if (this.#improves(value)) {
      this.#best = value;
      this.#waited = 0;
      return;
    }
    this.#waited += 1;
    if (this.#waited <= this.#options.patience) return;
    this.#rate = Math.max(this.#options.floor, this.#rate * this.#options.factor);
    this.#waited = 0;
  }

  #improves(value: number): boolean {
    if (!Number.isFinite(value)) return false;
    if (this.#best === null) return true;
    const { threshold, direction } = this.#options;
    return direction === 'min'
      ? value < this.#best * (1 - threshold)
      : value > this.#best * (1 + threshold);
  }

  state(): unknown {
    return { rate: this.#rate, best: this.#best, waited: this.#waited };
  }

  restore(state: unknown): void {
    const parsed = stateSchema.safeParse(state);
    if (!parsed.success) {
      throw new UnrollError({
        code: 'foreign-checkpoint',
        message: 'The checkpoint was written with another learning-rate schedule.',
        where: 'schedule',
        hint: 'Resume the run with the settings it was started with.',
      });
    }
    this.#rate = parsed.data.rate;
    this.#best = parsed.data.best;
    this.#waited = parsed.data.waited;
  }
}

export const plateau: ScheduleDefinition = {
  id: 'plateau',
  label: 'Plateau',
  create: (settings, { direction }) =>
    new Plateau({
      lr: numberOf(settings, 'lr'),
      floor: lowestRate(settings),
      factor: numberOf(settings, 'decay_factor'),
      patience: numberOf(settings, 'plateau_patience'),
      threshold: numberOf(settings, 'plateau_threshold'),
      direction,
    }),
};
