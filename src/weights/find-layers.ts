import type { WeightFile } from './formats/index.ts';
import { kerasLayers } from './keras-layers.ts';
import type { SourceLayers } from './source-layers.ts';
import { torchLayers } from './torch-layers.ts';

/** Finds recurrent layers, embeddings and linear layers by the names and shapes of their tensors. */
export function findLayers(file: WeightFile): SourceLayers {
  return file.format === 'keras' ? kerasLayers(file.tensors) : torchLayers(file.tensors);
}
