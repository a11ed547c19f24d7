import { resolve } from 'node:path';
import type { Command as Program } from 'commander';
import { weightExportFormats } from '../contract/index.ts';
import { type Command, type Finish, homeOption, jsonOption, type Surroundings } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { findRun } from './find-run.ts';
import { oneOf } from './options.ts';
import { withWorkbench } from './with-workbench.ts';

interface Options {
  readonly format: string;
  readonly out?: string;
  readonly home?: string;
  readonly json?: boolean;
}

/** Writes a trained network for other programs. */
export const exportWeights: Command = {
  name: 'export',
  register(program: Program, surroundings: Surroundings, finish: Finish): void {
    program
      .command('export')
      .description("write a run's best weights for PyTorch and others")
      .argument('<run>', 'name or number of the run')
      .option(
        '--format <format>',
        'safetensors, pytorch (both under the names of torch.nn) or onnx',
        'safetensors',
      )
      .option('--out <dir>', 'new folder for the files (default: the name of the run)')
      .option(...homeOption)
      .option(...jsonOption)
      .action((run: string, options: Options) => finish(write(run, options, surroundings)));
  },
};

async function write(name: string, options: Options, surroundings: Surroundings): Promise<number> {
  const format = oneOf('The format', options.format, weightExportFormats);
  const { terminal } = surroundings;
  return withWorkbench(surroundings, { home: options.home, readOnly: true }, async (workbench) => {
    const run = await findRun(workbench, name);
    const directory = resolve(options.out ?? run.name);
    const { files } = await workbench.handlers['weights.export']({
      ...{ runId: run.id, directory, format },
    });
    if (options.json === true) terminal.printJson({ run: run.name, directory, files });
    else terminal.print(`${directory}: ${files.join(', ')}`);
    return exitCodes.done;
  });
}
