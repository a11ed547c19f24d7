export { findLayers } from './find-layers.ts';
export { readWeightFile } from './formats/index.ts';
export { type MappedWeights, type MappingOptions, mapWeights } from './mapping.ts';
export { inspectWeights } from './suggest.ts';
