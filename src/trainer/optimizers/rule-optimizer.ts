import * as tf from '@tensorflow/tfjs-core';
import { nativeBackend } from '../../backend/tensorflow.ts';
import type { ParameterSet } from '../../models/parameters.ts';
import { type ClippingLimits, measureAndClip } from '../clipping.ts';
import { expectMoments } from './moments.ts';
import type {
  Gradients,
  Optimizer,
  OptimizerState,
  RateFactors,
  StepResult,
  StoredTensor,
} from './optimizer.ts';
import { PlainSlot, ResourceSlot, type Slot } from './slots.ts';
import type { PreparedUpdate, UpdateRule } from './update-rule.ts';

interface RuleOptimizerOptions {
  /** `plain` leaves TensorFlow's fused operations alone, for comparison. */
  readonly form?: 'fastest' | 'plain';
  readonly rates?: RateFactors;
}

/** Applies one update rule to every parameter and keeps its moments. */
export class RuleOptimizer implements Optimizer {
  readonly takesRows = false;
  readonly #rule: UpdateRule;
  readonly #rates: RateFactors;
  readonly #parameters: ParameterSet;
  readonly #slots = new Map<string, Slot>();
  #updates = 0;

  constructor(
    rule: UpdateRule,
    parameters: ParameterSet,
    { form = 'fastest', rates = new Map() }: RuleOptimizerOptions = {},
  ) {
    this.#rule = rule;
    this.#rates = rates;
    this.#parameters = parameters;
    const native = form === 'plain' ? null : nativeBackend();
    const fused = tf.tidy(() => rule.begin(1, 1).fused !== undefined);
    const count = rule.moments.length;
    for (const [name, variable] of parameters.entries()) {
      const slot =
        native !== null && fused
          ? new ResourceSlot(native, variable, count)
          : new PlainSlot(variable, count);
      this.#slots.set(name, slot);
    }
  }

  step(loss: tf.Scalar, { dense }: Gradients, limits: ClippingLimits, lr: number): StepResult {
    return tf.tidy(() => {
      const { gradients, ...measured } = measureAndClip(loss, dense, limits);
      const updated = Number.isFinite(measured.loss) && Number.isFinite(measured.norm);
      if (updated) this.apply(gradients, lr);
      return { ...measured, updated };
    });
  }

  apply(gradients: ReadonlyMap<string, tf.Tensor>, lr: number): void {
    this.#updates += 1;
    const { weightDecay, decayActsOn } = this.#rule;
    tf.tidy(() => {
      const prepared = new Map<number, PreparedUpdate>();
      for (const [name, slot] of this.#slots) {
        const gradient = gradients.get(name);
        if (gradient === undefined) continue;
        const rate = lr * (this.#rates.get(name) ?? 1);
        const update = prepared.get(rate) ?? this.#rule.begin(rate, this.#updates);
        prepared.set(rate, update);
        const variable = this.#parameters.get(name);
        const decays = weightDecay > 0 && variable.rank >= 2;
        const coupled = decays && decayActsOn === 'gradient';
        const shrink = decays && decayActsOn === 'parameter' ? 1 - rate * weightDecay : 1;
        tf.tidy(() => {
          const slope = coupled ? tf.add(gradient, tf.mul(variable, weightDecay)) : gradient;
          slot.update(update, slope, shrink);
        });
      }
    });
  }

  state(): OptimizerState {
    const tensors = new Map<string, StoredTensor>();
    for (const [name, slot] of this.#slots) {
      for (const [index, moment] of slot.read().entries()) {
        const values = Float32Array.from(moment.dataSync<'float32'>());
        tensors.set(`${this.#rule.moments[index]}/${name}`, { shape: moment.shape, values });
        moment.dispose();
      }
    }
    return { updates: this.#updates, tensors };
  }

  restore(state: OptimizerState): void {
    const shapes = new Map(
      [...this.#parameters.entries()].map(([name, { shape }]) => [name, shape]),
    );
    const found = expectMoments(state, this.#rule.moments, shapes);
    this.#updates = state.updates;
    for (const [name, stored] of found) {
      // A copy: TensorFlow may share the array's memory and then change it in place.
      const tensors = stored.map(({ values, shape }) => tf.tensor(values.slice(), [...shape]));
      this.#slots.get(name)?.write(tensors);
    }
  }

  dispose(): void {
    for (const slot of this.#slots.values()) slot.dispose();
    this.#slots.clear();
  }
}
