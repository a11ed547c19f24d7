import { type ProbeResult, problemOf } from '../../contract/index.ts';
import type { Check, Finding } from './check.ts';
import { counted } from './counted.ts';
import { probe } from './probe.ts';

/** Unroll's own operations, compiled for this machine or shipped with the package. */
export const kernels: Check = {
  name: 'Kernels',
  async look({ trainerEntry }): Promise<Finding> {
    try {
      return found((await probe(trainerEntry)).nativeKernels);
    } catch (error) {
      return {
        state: 'warning',
        detail: `could not be looked for: ${problemOf(error).message}`,
        advice: 'Put TensorFlow right first.',
        facts: {},
      };
    }
  },
};

function found(kernels: ProbeResult['nativeKernels']): Finding {
  if (kernels === null) {
    return { state: 'ok', detail: 'run inside TensorFlow on a processor only', facts: {} };
  }
  if (kernels.state === 'ready') {
    const { isa, threads, operations, peak } = kernels;
    const bf16 = peak?.bf16 ? `, ${peak.bf16.toFixed(0)} in bf16` : '';
    const speed = peak === null ? '' : `, ${peak.fp32.toFixed(0)} GFLOPS at best${bf16}`;
    const detail = `${isa}, ${counted(threads, 'thread')}, ${operations.length} operations${speed}`;
    return { state: 'ok', detail, facts: {} };
  }
  const { state, reason } = kernels;
  const help = reason.startsWith('UNROLL_KERNEL_ISA') ? advice.unknown : advice[state];
  return { state: 'warning', detail: `none: ${reason}`, advice: help, facts: {} };
}

const slower = 'Training works, but is slower';
const advice = {
  off: `${slower}: leave UNROLL_KERNELS unset.`,
  unknown: `${slower}: leave UNROLL_KERNEL_ISA unset.`,
  absent: `${slower}: install a C++ compiler (g++ or clang++) and run "npm run setup -- --retry" in the folder of Unroll.`,
  stale: `${slower}: run "npm run setup" in the folder of Unroll, which compiles them anew.`,
  broken: `${slower}: delete out/native in the folder of Unroll and run "npm run setup" there.`,
};
