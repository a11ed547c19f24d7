import { type ProbeResult, problemOf } from '../../contract/index.ts';
import type { Check, Finding } from './check.ts';
import { counted } from './counted.ts';
import { probe } from './probe.ts';

/** Loads TensorFlow in a trainer process and multiplies matrices there. */
export const tensorflow: Check = {
  name: 'TensorFlow',
  async look({ trainerEntry }): Promise<Finding> {
    try {
      return found(await probe(trainerEntry));
    } catch (error) {
      return {
        state: 'failing',
        detail: problemOf(error).message,
        advice: 'Run "npm run setup" in the folder of Unroll: it brings TensorFlow again.',
        facts: { device: null, tensorflow: null },
      };
    }
  },
};

function found(result: ProbeResult): Finding {
  const { device, tensorflow: version, gflops, threads, processor, kernels } = result;
  const names = { gpu: 'GPU', cpu: 'CPU', wasm: 'WASM' };
  const speed = `${gflops.toFixed(gflops < 10 ? 1 : 0)} GFLOPS`;
  const detail = `${version} on ${names[device]} (${processor}, ${counted(threads, 'thread')}), matrix product ${speed}, kernels ${kernels.join(', ')}`;
  if (device !== 'wasm') return { state: 'ok', detail, facts: { ...result } };
  return {
    state: 'warning',
    detail,
    advice:
      'TensorFlow itself could not be loaded, so training is 2 to 3 times slower: run "npm run setup -- --retry" with access to the internet or a Python package index.',
    facts: { ...result },
  };
}
