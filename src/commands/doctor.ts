import type { Command as Program } from 'commander';
import { homeFolder } from '../home.ts';
import type { Finding } from './checks/check.ts';
import { checks } from './checks/index.ts';
import { type Command, type Finish, homeOption, type Surroundings } from './command.ts';
import { exitCodes } from './exit-codes.ts';

interface Options {
  readonly home?: string;
  readonly json?: boolean;
}

/** Says whether everything that Unroll needs is there and works, and what to do where it does not. */
export const doctor: Command = {
  name: 'doctor',
  register(program: Program, surroundings: Surroundings, finish: Finish): void {
    program
      .command('doctor')
      .description('check TensorFlow, kernels, Electron, SQLite, DuckDB, disk, memory and trainers')
      .option(...homeOption)
      .option('--json', 'print one JSON object')
      .action((options: Options) => finish(examine(options, surroundings)));
  },
};

async function examine(options: Options, surroundings: Surroundings): Promise<number> {
  const home = homeFolder(options.home);
  const { terminal, version } = surroundings;
  const findings: { name: string; finding: Finding }[] = [];
  for (const check of checks) {
    const finding = await check.look(surroundings, home);
    findings.push({ name: check.name, finding });
    if (options.json !== true) tell(check.name, finding, surroundings);
  }
  if (options.json === true) {
    const facts = Object.assign({}, ...findings.map(({ finding }) => finding.facts));
    terminal.printJson({
      unroll: version,
      node: process.versions.node,
      platform: `${process.platform}-${process.arch}`,
      ...facts,
      items: findings.map(({ name, finding: { state, detail, advice } }) => ({
        name,
        state,
        detail,
        ...(advice === undefined ? {} : { advice }),
      })),
    });
  } else {
    terminal.print(
      `Unroll ${version} on Node.js ${process.versions.node}, ${process.platform} ${process.arch}`,
    );
  }
  const failing = findings.some(({ finding }) => finding.state === 'failing');
  return failing ? exitCodes.failed : exitCodes.done;
}

function tell(name: string, { state, detail, advice }: Finding, { terminal }: Surroundings): void {
  const { colors } = terminal;
  const marks = {
    ok: colors.green('ok     '),
    warning: colors.yellow('warning'),
    failing: colors.red('failing'),
  };
  terminal.print(`${marks[state]}  ${name.padEnd(10)}  ${detail}`);
  if (advice !== undefined) terminal.print(`${' '.repeat(21)}${advice}`);
}
