import { measureGigaflops } from '../../backend/probe.ts';
import { type Device, loadBackend } from '../../backend/tensorflow.ts';
import { kernels } from '../../kernels/index.ts';
import { cells } from '../../models/cells/index.ts';
import type { RunJob } from './job.ts';

/** Says what TensorFlow is here and how fast it multiplies. */
export const probe: RunJob<'probe'> = async () => {
  const { tensorflow, device, threads, processor } = await loadBackend();
  const gflops = measureGigaflops();
  return {
    kind: 'probe',
    result: { tensorflow, device, threads, processor, gflops, kernels: usableKernels(device) },
  };
};

/** Kernels that run at least one cell on this device, at a usual size. */
function usableKernels(device: Device): string[] {
  const shape = { input: 256, hidden: 256 };
  return kernels
    .filter((kernel) => cells.some((cell) => kernel.supports({ cell, shape, device })))
    .map((kernel) => kernel.id);
}
