import type { KernelCase, KernelId, SequenceKernel } from './kernel.ts';
import { reference } from './reference.ts';
import { tensorflowBlock } from './tensorflow-block.ts';
import { tensorflowBptt } from './tensorflow-bptt.ts';

/** Every kernel, the fastest measured first (test/bench/kernels.ts); the last runs everything. */
export const kernels: readonly SequenceKernel[] = [tensorflowBptt, tensorflowBlock, reference];

/**
 * The kernel that runs a layer: the preferred one where it supports the case, else the first in
 * the list that does.
 */
export function chooseKernel(
  kernelCase: KernelCase,
  preference: KernelId | 'auto' = 'auto',
): SequenceKernel {
  const preferred = kernels.find((kernel) => kernel.id === preference);
  if (preferred?.supports(kernelCase)) return preferred;
  return kernels.find((kernel) => kernel.supports(kernelCase)) ?? reference;
}
