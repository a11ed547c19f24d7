import * as tf from '@tensorflow/tfjs-core';
import { applyMomentum, type UpdateNumbers } from '../../backend/operations.ts';
import { booleanOf, numberOf } from '../../contract/index.ts';
import type { OptimizerDefinition } from './optimizer.ts';
import type { PreparedUpdate, UpdateRule } from './update-rule.ts';

/**
 * Stochastic gradient descent with momentum as in PyTorch (no dampening):
 *
 * b = momentum b + g;  p -= lr b, or with Nesterov p -= lr (g + momentum b)
 */
class SgdRule implements UpdateRule {
  readonly moments: readonly string[];
  readonly decayActsOn = 'gradient';
  readonly weightDecay: number;
  readonly #momentum: number;
  readonly #nesterov: boolean;

  constructor(momentum: number, nesterov: boolean, weightDecay: number) {
    this.#momentum = momentum;
    this.#nesterov = nesterov;
    this.weightDecay = weightDecay;
    this.moments = momentum === 0 ? [] : ['momentum'];
  }

  begin(lr: number): PreparedUpdate {
    return this.#momentum === 0 ? plainDescent(lr) : this.#withMomentum(lr);
  }

  numbers(lr: number): UpdateNumbers {
    const moving = this.#nesterov ? 'nesterov' : 'momentum';
    return {
      rule: this.#momentum === 0 ? 'descent' : moving,
      rate: lr,
      firstDecay: this.#momentum,
      secondDecay: 0,
      epsilon: 0,
      secondCorrection: 0,
    };
  }

  #withMomentum(lr: number): PreparedUpdate {
    const scalars = {
      lr: tf.scalar(lr),
      momentum: tf.scalar(this.#momentum),
      nesterov: this.#nesterov,
    };
    return {
      plain: (parameter, gradient, [held]) => {
        const buffer = tf.add(tf.mul(held as tf.Tensor, scalars.momentum), gradient);
        const direction = this.#nesterov
          ? tf.add(gradient, tf.mul(buffer, scalars.momentum))
          : buffer;
        return { parameter: tf.sub(parameter, tf.mul(direction, scalars.lr)), moments: [buffer] };
      },
      fused: (native, parameter, gradient, [buffer]) => {
        if (buffer === undefined) throw new Error('momentum needs its buffer');
        applyMomentum(native, parameter, buffer, scalars, gradient);
      },
    };
  }
}

function plainDescent(lr: number): PreparedUpdate {
  return {
    plain: (parameter, gradient) => ({
      parameter: tf.sub(parameter, tf.mul(gradient, lr)),
      moments: [],
    }),
  };
}

export const sgd: OptimizerDefinition = {
  id: 'sgd',
  label: 'SGD',
  rule: (settings) =>
    new SgdRule(
      numberOf(settings, 'momentum'),
      booleanOf(settings, 'nesterov'),
      numberOf(settings, 'weight_decay'),
    ),
};
