export { findLayers } from './find-layers.ts';
export { readWeightFile } from './formats/index.ts';
export { type MappedWeights, type MappingOptions, mapWeights } from './mapping/index.ts';
export { inspectWeights } from './suggest.ts';
