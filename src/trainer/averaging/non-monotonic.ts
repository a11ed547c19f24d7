import { z } from 'zod';
import { type Direction, numberOf } from '../../contract/index.ts';
import type { AveragingDefinition, AveragingRule } from './averaging.ts';

const stateSchema = z.object({
  values: z.array(z.number()),
  isTriggered: z.boolean(),
  averaged: z.number().int().nonnegative(),
});

/**
 * Non-monotonically triggered averaging (Merity et al. 2018): the plain mean of the weights after
 * every update since the metric was worse than the best of all evaluations but the last n.
 */
class NonMonotonicAverage implements AveragingRule {
  readonly #patience: number;
  readonly #direction: Exclude<Direction, 'none'>;
  #values: number[] = [];
  #isTriggered = false;
  #averaged = 0;

  constructor(patience: number, direction: Exclude<Direction, 'none'>) {
    this.#patience = patience;
    this.#direction = direction;
  }

  share(): number {
    if (!this.#isTriggered) return 0;
    this.#averaged += 1;
    return 1 / this.#averaged;
  }

  observe(value: number): void {
    if (this.#isTriggered) return;
    const cost = this.#direction === 'min' ? value : -value;
    const earlier = this.#values.slice(0, Math.max(0, this.#values.length - this.#patience));
    this.#isTriggered = earlier.length > 0 && cost > Math.min(...earlier);
    this.#values.push(cost);
  }

  state(): unknown {
    return { values: this.#values, isTriggered: this.#isTriggered, averaged: this.#averaged };
  }

  restore(state: unknown): void {
    const { values, isTriggered, averaged } = stateSchema.parse(state);
    this.#values = values;
    this.#isTriggered = isTriggered;
    this.#averaged = averaged;
  }
}

export const nonMonotonic: AveragingDefinition = {
  id: 'nt-asgd',
  label: 'NT-ASGD',
  rule: (settings, direction) =>
    new NonMonotonicAverage(numberOf(settings, 'averaging_patience'), direction),
};
