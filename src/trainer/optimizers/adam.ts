import * as tf from '@tensorflow/tfjs-core';
import { applyAdam, type UpdateNumbers } from '../../backend/operations.ts';
import { numberOf, type Settings } from '../../contract/index.ts';
import type { OptimizerDefinition } from './optimizer.ts';
import type { PreparedUpdate, UpdateRule } from './update-rule.ts';

export interface AdamOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  readonly decayActsOn: UpdateRule['decayActsOn'];
}

/**
 * Adam (Kingma & Ba, arXiv 1412.6980, algorithm 1), with epsilon added after the bias correction as
 * in the paper and in PyTorch:
 *
 * m = beta1 m + (1 - beta1) g;  v = beta2 v + (1 - beta2) g^2
 * p -= lr m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon)
 */
export class AdamRule implements UpdateRule {
  readonly moments = ['first_moment', 'second_moment'];
  readonly weightDecay: number;
  readonly decayActsOn: UpdateRule['decayActsOn'];
  readonly #options: AdamOptions;

  constructor(options: AdamOptions) {
    this.#options = options;
    this.weightDecay = options.weightDecay;
    this.decayActsOn = options.decayActsOn;
  }

  begin(lr: number, updates: number): PreparedUpdate {
    const { beta1, beta2, epsilon } = this.#options;
    return {
      plain: this.#plain(lr, updates),
      fused: fusedAdam(lr, updates, beta1, beta2, epsilon),
    };
  }

  numbers(lr: number, updates: number): UpdateNumbers {
    const { beta1, beta2, epsilon } = this.#options;
    return {
      rule: 'adam',
      rate: lr / (1 - beta1 ** updates),
      firstDecay: beta1,
      secondDecay: beta2,
      epsilon,
      secondCorrection: 1 / Math.sqrt(1 - beta2 ** updates),
    };
  }

  #plain(lr: number, updates: number): PreparedUpdate['plain'] {
    const { beta1, beta2, epsilon } = this.#options;
    const rate = lr / (1 - beta1 ** updates);
    const correction = Math.sqrt(1 - beta2 ** updates);
    return (parameter, gradient, moments) => {
      const [m, v] = moments as [tf.Tensor, tf.Tensor];
      const first = tf.add(tf.mul(m, beta1), tf.mul(gradient, 1 - beta1));
      const second = tf.add(tf.mul(v, beta2), tf.mul(tf.square(gradient), 1 - beta2));
      const divisor = tf.add(tf.div(tf.sqrt(second), correction), epsilon);
      const next = tf.sub(parameter, tf.div(tf.mul(first, rate), divisor));
      return { parameter: next, moments: [first, second] };
    };
  }
}

/**
 * TensorFlow's kernel adds epsilon before the bias correction, so that both are folded into its
 * learning rate and epsilon here.
 */
function fusedAdam(
  lr: number,
  updates: number,
  beta1: number,
  beta2: number,
  epsilon: number,
): NonNullable<PreparedUpdate['fused']> {
  const correction = Math.sqrt(1 - effectiveDecay(beta2) ** updates);
  const scalars = {
    lr: tf.scalar((lr * correction) / (1 - effectiveDecay(beta1) ** updates)),
    beta1: tf.scalar(beta1),
    beta2: tf.scalar(beta2),
    epsilon: tf.scalar(epsilon * correction),
    zero: tf.scalar(0),
  };
  return (native, parameter, gradient, moments) => {
    const [first, second] = moments;
    if (first === undefined || second === undefined) throw new Error('Adam needs two moments');
    applyAdam(native, parameter, { first, second }, scalars, gradient);
  };
}

/**
 * The decay that the kernel really applies: it computes 1 - beta in single precision, which for
 * 0.999 is off by 1e-5. Correcting the bias of the same decay keeps the two consistent.
 */
function effectiveDecay(beta: number): number {
  return 1 - Math.fround(1 - Math.fround(beta));
}

export function adamOptions(settings: Settings): Omit<AdamOptions, 'decayActsOn'> {
  return {
    beta1: numberOf(settings, 'beta1'),
    beta2: numberOf(settings, 'beta2'),
    epsilon: numberOf(settings, 'epsilon'),
    weightDecay: numberOf(settings, 'weight_decay'),
  };
}

export const adam: OptimizerDefinition = {
  id: 'adam',
  label: 'Adam',
  rule: (settings) => new AdamRule({ ...adamOptions(settings), decayActsOn: 'gradient' }),
};
