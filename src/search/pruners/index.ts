import { parseSettings, type Settings, UnrollError } from '../../contract/index.ts';
import { optionsHint } from '../samplers/sampler.ts';
import { asha } from './asha.ts';
import { curve } from './curve.ts';
import { hyperband } from './hyperband.ts';
import { median } from './median.ts';
import { none } from './none.ts';
import { patience } from './patience.ts';
import type { Pruner, PrunerKind } from './pruner.ts';

/** What may stop trials early, in the order of a form. */
export const pruners: readonly PrunerKind[] = [none, median, asha, hyperband, patience, curve];

/** Which pruner, with the options that differ from their defaults. */
export interface PrunerChoice {
  readonly id: string;
  readonly options?: Settings;
}

/** @throws UnrollError on an unknown pruner or option */
export function createPruner({ id, options = {} }: PrunerChoice): Pruner {
  const kind = pruners.find((candidate) => candidate.id === id);
  if (kind !== undefined) return kind.create(parseSettings(kind.options, options, optionsHint));
  throw new UnrollError({
    code: 'unknown-pruner',
    message: `There is no pruner ${id}.`,
    where: 'pruner',
    hint: `Take one of ${pruners.map((candidate) => candidate.id).join(', ')}.`,
  });
}
