import { type ProbeResult, problemOf, UnrollError } from '../../contract/index.ts';
import { ForkLauncher } from '../../launchers/fork.ts';
import type { Check, Finding } from './check.ts';

const patience = 90_000;

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
  const detail = `${version} on ${names[device]} (${processor}, ${threads} threads), matrix product ${speed}, kernels ${kernels.join(', ')}`;
  if (device !== 'wasm') return { state: 'ok', detail, facts: { ...result } };
  return {
    state: 'warning',
    detail,
    advice:
      'TensorFlow itself could not be loaded, so training is 2 to 3 times slower: run "npm run setup -- --retry" with access to the internet or a Python package index.',
    facts: { ...result },
  };
}

function probe(trainerEntry: string): Promise<ProbeResult> {
  return new Promise((resolve, reject) => {
    let output = '';
    let problem = '';
    const trainer = new ForkLauncher(trainerEntry).launch(
      { kind: 'probe' },
      {
        onMessage: (message) => {
          if (message.type === 'failed') problem = message.problem.message;
          if (message.type !== 'finished' || message.result.kind !== 'probe') return;
          clearTimeout(timer);
          resolve(message.result.result);
        },
        onMalformed: ({ message }) => {
          problem = message;
        },
        onOutput: (text) => {
          output = (output + text).slice(-2000);
        },
        onExit: (code, signal) => {
          clearTimeout(timer);
          const last = output.trim().split('\n').at(-1) ?? '';
          const reason = problem || last || `it ended with ${signal ?? code}`;
          reject(failed(`The trainer process could not look: ${reason}`));
        },
      },
    );
    const timer = setTimeout(() => {
      trainer.kill();
      reject(failed(`The trainer process did not answer within ${patience / 1000} s.`));
    }, patience);
  });
}

function failed(message: string): UnrollError {
  return new UnrollError({ code: 'probe-failed', message });
}
