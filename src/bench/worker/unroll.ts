import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { arithmeticPeak } from '../../backend/operations.ts';
import { measureGigaflops } from '../../backend/probe.ts';
import { loadBackend } from '../../backend/tensorflow.ts';
import { chooseByMeasurement, KernelRecord } from '../../kernels/choice/index.ts';
import { version } from '../../trainer/version.ts';
import type { Peak } from '../protocol.ts';
import { prepareLayer } from './layer-work.ts';
import { prepareSession } from './session-work.ts';
import { WorkBench } from './work-bench.ts';

/** Unroll as a contestant: the code that trains a run, driven step by step. */
export async function openUnroll(): Promise<WorkBench> {
  const { tensorflow, device, threads, processor } = await loadBackend();
  const folder = mkdtempSync(join(tmpdir(), 'unroll-bench-'));
  // As a run does, but with a record of its own.
  chooseByMeasurement(new KernelRecord(join(folder, 'kernels.json'), processor));
  return new WorkBench({
    describe: () => ({
      name: `Unroll ${version}`,
      threads,
      details: { tensorflow, device, processor },
    }),
    prepare: (work) =>
      work.kind === 'layer' ? prepareLayer(work, device) : prepareSession(work, folder),
    peak: measurePeak,
    close: () => rmSync(folder, { recursive: true, force: true }),
  });
}

function measurePeak(): Peak {
  const peak = arithmeticPeak();
  if (peak !== null) {
    return { ...peak, method: 'multiplications and additions in registers, the best of 100 tries' };
  }
  const fp32 = measureGigaflops(2048, 8);
  return { fp32, bf16: null, method: 'TensorFlow, the best of 8 products of 2048' };
}
