import * as tf from '@tensorflow/tfjs-core';
import type { UpdateNumbers } from '../../backend/operations.ts';
import { numberOf } from '../../contract/index.ts';
import type { OptimizerDefinition } from './optimizer.ts';
import type { PreparedUpdate, UpdateRule } from './update-rule.ts';

/**
 * RMSprop (Hinton, Neural Networks for Machine Learning, lecture 6e), with epsilon outside the root
 * as in PyTorch, which is why TensorFlow's fused operation does not serve:
 *
 * v = rho v + (1 - rho) g^2;  p -= lr g / (sqrt(v) + epsilon)
 */
class RmspropRule implements UpdateRule {
  readonly moments = ['square_average'];
  readonly decayActsOn = 'gradient';
  readonly weightDecay: number;
  readonly #rho: number;
  readonly #epsilon: number;

  constructor(rho: number, epsilon: number, weightDecay: number) {
    this.#rho = rho;
    this.#epsilon = epsilon;
    this.weightDecay = weightDecay;
  }

  begin(lr: number): PreparedUpdate {
    const rho = tf.scalar(this.#rho);
    const share = tf.scalar(1 - this.#rho);
    const epsilon = tf.scalar(this.#epsilon);
    const rate = tf.scalar(lr);
    return {
      plain: (parameter, gradient, [held]) => {
        const average = tf.add(tf.mul(held as tf.Tensor, rho), tf.mul(tf.square(gradient), share));
        const divisor = tf.add(tf.sqrt(average), epsilon);
        const next = tf.sub(parameter, tf.div(tf.mul(gradient, rate), divisor));
        return { parameter: next, moments: [average] };
      },
    };
  }

  numbers(lr: number): UpdateNumbers {
    return {
      rule: 'rmsprop',
      rate: lr,
      firstDecay: 0,
      secondDecay: this.#rho,
      epsilon: this.#epsilon,
      secondCorrection: 0,
    };
  }
}

export const rmsprop: OptimizerDefinition = {
  id: 'rmsprop',
  label: 'RMSprop',
  rule: (settings) =>
    new RmspropRule(
      numberOf(settings, 'rho'),
      numberOf(settings, 'epsilon'),
      numberOf(settings, 'weight_decay'),
    ),
};
