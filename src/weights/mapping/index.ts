import type { WeightFile } from '../formats/index.ts';
import type { SourceLayers } from '../source-layers.ts';
import type { Targets } from '../targets.ts';
import { mapEmbeddings } from './embeddings.ts';
import { type MappedWeights, MappingLedger, type MappingOptions } from './ledger.ts';
import { mapLinear } from './linear.ts';
import { mapOwn } from './own.ts';
import { mapRecurrent } from './recurrent.ts';

export type { MappedWeights, MappingOptions } from './ledger.ts';

/**
 * Finds for every parameter what it can be made of: recurrent layers in their order, embeddings and
 * linear layers by their shapes. Pure data: nothing is changed.
 */
export function mapWeights(
  file: WeightFile,
  { layers, rest }: SourceLayers,
  targets: Targets,
  options: MappingOptions,
): MappedWeights {
  const ledger = new MappingLedger(file, layers, targets, options);
  mapOwn(ledger);
  mapRecurrent(ledger);
  mapEmbeddings(ledger);
  mapLinear(ledger);
  return ledger.result(rest);
}
