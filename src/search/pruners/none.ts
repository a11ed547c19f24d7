import { goOn, type PrunerKind } from './pruner.ts';

/** Every trial runs to its end. */
export const none: PrunerKind = {
  id: 'none',
  label: 'None',
  help: 'Every trial runs to its end.',
  options: [],
  create: () => ({ judge: () => goOn('Nothing is pruned.') }),
};
