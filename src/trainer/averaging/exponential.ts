import { z } from 'zod';
import { numberOf } from '../../contract/index.ts';
import type { AveragingDefinition, AveragingRule } from './averaging.ts';

const stateSchema = z.object({ updates: z.number().int().nonnegative() });

/**
 * Exponential moving average (Polyak and Juditsky 1992; Tarvainen and Valpola 2017):
 * average = d average + (1 - d) weights, with d = min(decay, (1 + t) / (10 + t)) after t averages, so
 * that the start is soon forgotten. The first average is the weights themselves.
 */
class ExponentialAverage implements AveragingRule {
  readonly #decay: number;
  #updates = 0;

  constructor(decay: number) {
    this.#decay = decay;
  }

  share(): number {
    const before = this.#updates;
    this.#updates += 1;
    return before === 0 ? 1 : 1 - Math.min(this.#decay, (1 + before) / (10 + before));
  }

  observe(): void {}

  state(): unknown {
    return { updates: this.#updates };
  }

  restore(state: unknown): void {
    this.#updates = stateSchema.parse(state).updates;
  }
}

export const exponential: AveragingDefinition = {
  id: 'ema',
  label: 'EMA',
  rule: (settings) => new ExponentialAverage(numberOf(settings, 'averaging_decay')),
};
