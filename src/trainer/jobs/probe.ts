import { loadNativeKernels } from '../../backend/native-kernels.ts';
import { arithmeticPeak } from '../../backend/operations.ts';
import { measureGigaflops } from '../../backend/probe.ts';
import { type Device, loadBackend } from '../../backend/tensorflow.ts';
import type { ProbeResult } from '../../contract/index.ts';
import { kernels } from '../../kernels/index.ts';
import { cells } from '../../models/cells/index.ts';
import type { RunJob } from './job.ts';

/** Says what TensorFlow is here and how fast it multiplies. */
export const probe: RunJob<'probe'> = async () => {
  const { tensorflow, device, threads, processor } = await loadBackend();
  const gflops = measureGigaflops();
  const nativeKernels = device === 'cpu' ? describeNativeKernels() : null;
  const recurrent = usableKernels(device);
  return {
    kind: 'probe',
    result: { tensorflow, device, threads, processor, gflops, kernels: recurrent, nativeKernels },
  };
};

/** Kernels that run at least one cell on this device, at a usual size. */
function usableKernels(device: Device): string[] {
  const shape = { input: 256, hidden: 256 };
  return kernels
    .filter((kernel) => cells.some((cell) => kernel.supports({ cell, shape, device })))
    .map((kernel) => kernel.id);
}

function describeNativeKernels(): ProbeResult['nativeKernels'] {
  const kernels = loadNativeKernels();
  if (kernels.state !== 'ready') return kernels;
  return { ...kernels, operations: Object.keys(kernels.operations), peak: arithmeticPeak() };
}
