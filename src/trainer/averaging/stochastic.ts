import { z } from 'zod';
import { numberOf } from '../../contract/index.ts';
import type { AveragingDefinition, AveragingMoment, AveragingRule } from './averaging.ts';

const stateSchema = z.object({ averaged: z.number().int().nonnegative() });

/**
 * Stochastic weight averaging (Izmailov et al. 2018): the plain mean of the weights at the ends of
 * epochs, from a share of the run on.
 */
class StochasticAverage implements AveragingRule {
  readonly #start: number;
  #averaged = 0;

  /** @param start share of the run's steps before the first average, in [0, 1) */
  constructor(start: number) {
    this.#start = start;
  }

  share({ step, stepsPerEpoch, totalSteps }: AveragingMoment): number {
    if (step % stepsPerEpoch !== 0 || step < this.#start * totalSteps) return 0;
    this.#averaged += 1;
    return 1 / this.#averaged;
  }

  observe(): void {}

  state(): unknown {
    return { averaged: this.#averaged };
  }

  restore(state: unknown): void {
    this.#averaged = stateSchema.parse(state).averaged;
  }
}

export const stochastic: AveragingDefinition = {
  id: 'swa',
  label: 'SWA',
  rule: (settings) => new StochasticAverage(numberOf(settings, 'averaging_start')),
};
