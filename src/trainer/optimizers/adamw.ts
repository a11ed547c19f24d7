import { AdamRule, adamOptions } from './adam.ts';
import type { OptimizerDefinition } from './optimizer.ts';

/**
 * AdamW (Loshchilov & Hutter, arXiv 1711.05101): Adam whose weight decay, scaled by the learning
 * rate, acts on the parameter itself: p *= 1 - lr * weight_decay before each update.
 */
export const adamw: OptimizerDefinition = {
  id: 'adamw',
  label: 'AdamW',
  rule: (settings) => new AdamRule({ ...adamOptions(settings), decayActsOn: 'parameter' }),
};
