import { randomUUID } from 'node:crypto';
import type { Command as Program } from 'commander';
import { type Command, type Finish, homeOption, type Surroundings } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { findRun } from './find-run.ts';
import { numberFrom } from './options.ts';
import { withWorkbench } from './with-workbench.ts';

interface Options {
  readonly prompt: string;
  readonly length: number;
  readonly temperature: number;
  readonly topK: number;
  readonly topP: number;
  readonly seed: number;
  readonly stop: string;
  readonly home?: string;
  readonly json?: boolean;
}

/** Lets a trained language model write. */
export const generate: Command = {
  name: 'generate',
  register(program: Program, surroundings: Surroundings, finish: Finish): void {
    program
      .command('generate')
      .description('write text with a trained language model')
      .argument('<run>', 'name or number of the run')
      .option('--prompt <text>', 'text to go on from', '')
      .option('--length <tokens>', 'tokens to write', numberFrom(1, 100_000, true), 500)
      .option('--temperature <number>', '0 takes the likeliest token', numberFrom(0, 10), 0.8)
      .option('--top-k <tokens>', 'keep this many likeliest; 0 all', numberFrom(0, 1e6, true), 0)
      .option('--top-p <share>', 'keep this much probability', numberFrom(0.000001, 1), 1)
      .option(
        '--seed <number>',
        'the same seed writes the same',
        numberFrom(0, 0xffffffff, true),
        0,
      )
      .option('--stop <text>', 'end when this appears', '')
      .option(...homeOption)
      .option('--json', 'print one JSON object when the text is complete')
      .action((run: string, options: Options) => finish(write(run, options, surroundings)));
  },
};

async function write(name: string, options: Options, surroundings: Surroundings): Promise<number> {
  const { terminal } = surroundings;
  const { home, json = false, ...wanted } = options;
  return withWorkbench(surroundings, { home, readOnly: true }, async (workbench) => {
    const run = await findRun(workbench, name);
    const ticket = randomUUID();
    let stopped = false;
    const onInterrupt = (): void => {
      if (stopped) process.exit(exitCodes.interrupted);
      stopped = true;
      workbench.handlers['generate.stop']({ ticket });
    };
    process.on('SIGINT', onInterrupt);
    const stopListening = workbench.onNotice((notice) => {
      if (!json && notice.type === 'token' && notice.ticket === ticket) terminal.write(notice.text);
    });
    try {
      if (!json) terminal.write(wanted.prompt);
      const result = await workbench.handlers['generate.start']({
        runId: run.id,
        ticket,
        options: wanted,
      });
      if (json) terminal.printJson({ run: run.name, ...wanted, ...result });
      else terminal.print('');
    } finally {
      stopListening();
      process.off('SIGINT', onInterrupt);
    }
    return stopped ? exitCodes.interrupted : exitCodes.done;
  });
}
