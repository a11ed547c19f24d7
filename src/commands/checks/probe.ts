import { type ProbeResult, UnrollError } from '../../contract/index.ts';
import { ForkLauncher } from '../../launchers/fork.ts';

const patience = 90_000;
const asked = new Map<string, Promise<ProbeResult>>();

/**
 * What a trainer process finds out about TensorFlow; asked once, however many checks want it.
 * @throws UnrollError when the process ends or stays silent
 */
export function probe(trainerEntry: string): Promise<ProbeResult> {
  const known = asked.get(trainerEntry) ?? ask(trainerEntry);
  asked.set(trainerEntry, known);
  return known;
}

function ask(trainerEntry: string): Promise<ProbeResult> {
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
