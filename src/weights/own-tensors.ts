import type { WeightFile } from './formats/index.ts';

/** Tensors of a checkpoint are named `model/…`; those of its optimizer and session stay there. */
const prefix = 'model/';

/** Tensors of a checkpoint of Unroll's own by the parameter that they are; empty for other files. */
export function unrollTensors(
  { tensors }: WeightFile,
  targets: ReadonlyMap<string, unknown>,
): Map<string, string> {
  const own = [...targets.keys()].filter((target) => tensors.has(prefix + target));
  return new Map(own.map((target) => [target, prefix + target]));
}
