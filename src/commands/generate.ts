import { randomUUID } from 'node:crypto';
import type { Command as Program } from 'commander';
import type { GenerateOptions, Run } from '../contract/index.ts';
import type { Workbench } from '../workbench.ts';
import { type Command, type Finish, homeOption, type Surroundings } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { findRun } from './find-run.ts';
import { numberFrom } from './options.ts';
import type { Terminal } from './terminal/terminal.ts';
import { withWorkbench } from './with-workbench.ts';

interface Options {
  readonly prompt: string;
  readonly length: number;
  readonly temperature: number;
  readonly topK: number;
  readonly topP: number;
  readonly seed: number;
  readonly stop: string;
  readonly minP: number;
  readonly repetitionPenalty: number;
  readonly beam: number;
  readonly alternatives: number;
  readonly home?: string;
  readonly json?: boolean;
}

/** Lets a trained language model write. */
export const generate: Command = {
  name: 'generate',
  register(program: Program, surroundings: Surroundings, finish: Finish): void {
    program
      .command('generate')
      .description('write text with trained language models')
      .argument('<run...>', 'names or numbers of runs; several go on from the same prompt')
      .option('--prompt <text>', 'text to go on from', '')
      .option('--length <tokens>', 'tokens to write', numberFrom(1, 100_000, true), 500)
      .option('--temperature <number>', '0 takes the likeliest token', numberFrom(0, 10), 0.8)
      .option('--top-k <tokens>', 'keep this many likeliest; 0 all', numberFrom(0, 1e6, true), 0)
      .option('--top-p <share>', 'keep this much probability', numberFrom(0.000001, 1), 1)
      .option('--min-p <share>', 'keep this share of the likeliest', numberFrom(0, 1), 0)
      .option(
        '--repetition-penalty <number>',
        'against the last 64 tokens; 1 is none',
        numberFrom(1, 10),
        1,
      )
      .option(
        '--beam <number>',
        'write the likeliest of so many texts instead of drawing',
        numberFrom(1, 64, true),
        1,
      )
      .option(
        '--alternatives <number>',
        'with --json: the likeliest tokens at each place, with probabilities',
        numberFrom(0, 20, true),
        0,
      )
      .option(
        '--seed <number>',
        'the same seed writes the same',
        numberFrom(0, 0xffffffff, true),
        0,
      )
      .option('--stop <text>', 'end when this appears', '')
      .option(...homeOption)
      .option('--json', 'print one JSON object when the text is complete')
      .action((runs: string[], options: Options) => finish(write(runs, options, surroundings)));
  },
};

async function write(
  names: readonly string[],
  { home, json = false, ...wanted }: Options,
  surroundings: Surroundings,
): Promise<number> {
  const { terminal } = surroundings;
  return withWorkbench(surroundings, { home, readOnly: true }, async (workbench) => {
    const runs: Run[] = [];
    for (const name of names) runs.push(await findRun(workbench, name));
    for (const run of runs) {
      if (!json && runs.length > 1) terminal.print(terminal.colors.bold(`── ${run.name}`));
      const stopped = await writeOne(workbench, run, wanted, json, terminal);
      if (stopped) return exitCodes.interrupted;
    }
    return exitCodes.done;
  });
}

/** @returns whether it was stopped by Ctrl-C; a second one ends at once */
async function writeOne(
  workbench: Workbench,
  run: Run,
  wanted: GenerateOptions,
  json: boolean,
  terminal: Terminal,
): Promise<boolean> {
  const ticket = randomUUID();
  let stopped = false;
  const onInterrupt = (): void => {
    if (stopped) process.exit(exitCodes.interrupted);
    stopped = true;
    workbench.handlers['jobs.stop']({ ticket });
  };
  process.on('SIGINT', onInterrupt);
  const stopListening = workbench.onNotice((notice) => {
    if (!json && notice.type === 'token' && notice.ticket === ticket) terminal.write(notice.text);
  });
  try {
    if (!json) terminal.write(wanted.prompt);
    const options = { runId: run.id, ticket, options: wanted };
    const result = await workbench.handlers['generate.start'](options);
    if (json) terminal.printJson({ run: run.name, ...wanted, ...result });
    else terminal.print('');
  } finally {
    stopListening();
    process.off('SIGINT', onInterrupt);
  }
  return stopped;
}
