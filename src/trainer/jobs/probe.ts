import { measureGigaflops } from '../../backend/probe.ts';
import { loadBackend } from '../../backend/tensorflow.ts';
import { availableKernels } from '../../kernels/index.ts';
import type { RunJob } from './job.ts';

/** Says what TensorFlow is here and how fast it multiplies. */
export const probe: RunJob<'probe'> = async () => {
  const { tensorflow, device, threads, processor } = await loadBackend();
  const gflops = measureGigaflops();
  const kernels = availableKernels(device);
  return {
    kind: 'probe',
    result: { tensorflow, device, threads, processor, gflops, kernels: [...kernels] },
  };
};
