import { z } from 'zod';
import type { Precision } from '../kernels/kernel.ts';

/** Number format of the factors of a product; sums, states and weights are fp32 in any case. */
export type ProductFormat = 'fp32' | 'bf16' | 'fp16';

export function productFormat(precision: Precision): ProductFormat {
  return precision === 'mixed' ? 'bf16' : 'fp32';
}

/**
 * Whether small gradients vanish in a format: fp16 ends at 6e-8, while bf16 has the exponents of
 * fp32 (down to 1e-38) and only fewer digits.
 */
export function losesSmallGradients(format: ProductFormat): boolean {
  return format === 'fp16';
}

const initialScale = 65_536;
/** Clean steps in a row after which the scale doubles. */
const growthInterval = 2000;
const smallestScale = 1;
/** Beyond it a loss near 1 would itself come near the end of fp32. */
const largestScale = 2 ** 100;

export const lossScalingSchema = z.object({
  scale: z.number().positive(),
  cleanSteps: z.number().int().nonnegative(),
});
export type LossScalingState = z.infer<typeof lossScalingSchema>;

/**
 * Dynamic loss scaling (Micikevicius et al. 2018, arXiv 1710.03740): the loss is multiplied by a
 * power of two before the gradients are taken, and they are divided by it after, so that small ones
 * do not vanish on the way. The scale begins at 65536, doubles after 2000 clean steps and halves
 * when a gradient overflows; that step makes no update. A power of two changes exponents only, so
 * that without over- and underflow the gradients are the same to the last bit.
 */
export class LossScaler {
  readonly isActive: boolean;
  #scale: number;
  #cleanSteps = 0;

  constructor(isActive: boolean) {
    this.isActive = isActive;
    this.#scale = isActive ? initialScale : 1;
  }

  /** What the loss is multiplied by; 1 while scaling is off. */
  get scale(): number {
    return this.#scale;
  }

  /** Whether a gradient that is not finite may be the scale's fault. */
  get canFall(): boolean {
    return this.isActive && this.#scale > smallestScale;
  }

  /** @param finite whether all gradients of the step were */
  note(finite: boolean): void {
    if (!this.isActive) return;
    if (!finite) {
      this.#scale = Math.max(smallestScale, this.#scale / 2);
      this.#cleanSteps = 0;
      return;
    }
    this.#cleanSteps += 1;
    if (this.#cleanSteps < growthInterval) return;
    this.#scale = Math.min(largestScale, this.#scale * 2);
    this.#cleanSteps = 0;
  }

  state(): LossScalingState | undefined {
    return this.isActive ? { scale: this.#scale, cleanSteps: this.#cleanSteps } : undefined;
  }

  restore(state: LossScalingState | undefined): void {
    if (!this.isActive || state === undefined) return;
    this.#scale = state.scale;
    this.#cleanSteps = state.cleanSteps;
  }
}
