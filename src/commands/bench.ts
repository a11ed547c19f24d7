import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import type { Command as Program } from 'commander';
import { Bench, type BenchListener } from '../bench/bench.ts';
import { findPython, howToGetPyTorch } from '../bench/contestants/python.ts';
import { quickEffort, thoroughEffort } from '../bench/measure-row.ts';
import { benchChart } from '../bench/report/bench-chart.ts';
import type { BenchResult, MachineFacts, MeasuredRow } from '../bench/results.ts';
import { type BenchRow, benchRows, mostThreads, type PeerId } from '../bench/rows.ts';
import { nearestName, UnrollError } from '../contract/index.ts';
import { benchTable, rowLine } from './bench-table.ts';
import type { Command, Finish, Surroundings } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { gather, numberFrom } from './options.ts';
import type { Terminal } from './terminal/terminal.ts';
import { expectWritableFile, writeGivenFile } from './write-given-file.ts';

interface Options {
  readonly only?: readonly string[];
  readonly quick?: boolean;
  readonly list?: boolean;
  readonly json?: string;
  readonly svg: string;
  readonly python?: string;
  readonly threads: number;
}

/** Measures whole training steps and recurrent layers against PyTorch and TensorFlow.js. */
export const bench: Command = {
  name: 'bench',
  register(program: Program, surroundings: Surroundings, finish: Finish): void {
    program
      .command('bench')
      .description('measure training speed and memory against PyTorch and TensorFlow.js layers')
      .option('--only <name>', 'rows whose name begins so; may be repeated', gather)
      .option('--quick', 'all rows in under 10 minutes, with fewer repetitions')
      .option('--list', 'print the names of the rows and end')
      .option('--json <file>', 'also write machine and rows as JSON')
      .option('--svg <file>', 'where the chart is written', 'unroll-bench.svg')
      .option('--python <path>', 'a Python that has torch (default: UNROLL_PYTHON, then a search)')
      .option(
        '--threads <number>',
        'threads of every contestant',
        numberFrom(1, mostThreads, true),
        usableCores(),
      )
      .action((options: Options) => finish(measure(options, surroundings)));
  },
};

async function measure(
  options: Options,
  { terminal, trainerEntry }: Surroundings,
): Promise<number> {
  const rows = chosenRows(options.only ?? [], usableCores());
  if (options.list === true) {
    for (const { name } of rows) terminal.print(name);
    return exitCodes.done;
  }
  for (const [option, path] of filesOf(options)) {
    await expectWritableFile(path, otherPlace(option));
  }
  const python = findPython(options.python);
  if (python === null) {
    terminal.note(`No Python with PyTorch is at hand, so there is nothing to compare with it.`);
    terminal.note(`To get one: ${howToGetPyTorch()}`);
  }
  const measured: MeasuredRow[] = [];
  const failed: BenchRow[] = [];
  const plan = {
    rows,
    effort: options.quick === true ? quickEffort : thoroughEffort,
    threads: options.threads,
    python,
    workerEntry: join(dirname(trainerEntry), 'bench.js'),
  };
  const machine = await new Bench(plan, listen(measured, failed, terminal)).run();
  terminal.print(benchTable(measured, terminal));
  const result = { machine, rows: measured.map(({ result: row }) => row) };
  await write(options, result, measured, terminal);
  return failed.length > 0 ? exitCodes.failed : exitCodes.done;
}

function usableCores(): number {
  return Math.min(availableParallelism(), mostThreads);
}

/** Load for each core from which on figures are doubtful. */
const busyShare = 0.3;
const busyMachine =
  'Other programs are at work on this machine: turns make the ratios fair, but no figure is as good as on a quiet one.';

function listen(measured: MeasuredRow[], failed: BenchRow[], terminal: Terminal): BenchListener {
  const nameOf = ({ name }: BenchRow, peer: PeerId | null) =>
    `${name}${peer === null ? '' : ` against ${peer}`}`;
  return {
    onMachine: (machine) => {
      terminal.print(`${machineLine(machine)}\n`);
      if (machine.load[0] > busyShare * machine.cores) terminal.note(busyMachine);
    },
    onRow: (row) => {
      measured.push(row);
      terminal.note(rowLine(row));
    },
    onLeftOut: (row, peer, reason) => terminal.note(`${nameOf(row, peer)} left out: ${reason}`),
    onFailed: (row, peer, reason) => {
      failed.push(row);
      terminal.note(`${nameOf(row, peer)} failed: ${reason}`);
    },
  };
}

function machineLine({ processor, threads, cores, peak, ...machine }: MachineFacts): string {
  const speed = (gflops: number | null) => (gflops === null ? 'unknown' : gflops.toFixed(0));
  const peaks = `peak ${speed(peak.fp32_gflops)} GFLOPS in fp32, ${speed(peak.bf16_gflops)} in bf16`;
  const peers = machine.pytorch === null ? 'no PyTorch' : `PyTorch ${machine.pytorch}`;
  return [
    `${processor}, ${threads} of ${cores} threads, ${peaks} (${peak.method})`,
    `Unroll ${machine.unroll}, TensorFlow ${machine.tensorflow}, ${peers}, load ${machine.load[0]}`,
  ].join('\n');
}

/** @throws UnrollError naming the nearest row */
function chosenRows(only: readonly string[], cores: number): readonly BenchRow[] {
  const all = benchRows(cores);
  if (only.length === 0) return all;
  for (const name of only) {
    if (all.some((row) => row.name.startsWith(name))) continue;
    const nearest = nearestName(
      name,
      all.map((row) => row.name),
    );
    throw new UnrollError({
      code: 'unknown-row',
      message: `no row begins with ${name}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`,
      where: name,
      hint: 'See the rows with: unroll bench --list',
    });
  }
  return all.filter((row) => only.some((name) => row.name.startsWith(name)));
}

type FileOption = '--svg' | '--json';

/** What is written at the end, by the option that names it. */
function filesOf({ svg, json }: Options): [option: FileOption, path: string][] {
  return [
    ['--svg', svg],
    ...(json === undefined ? [] : [['--json', json] satisfies [FileOption, string]]),
  ];
}

function otherPlace(option: FileOption): string {
  return `Choose another place with ${option}.`;
}

async function write(
  options: Options,
  result: BenchResult,
  measured: readonly MeasuredRow[],
  terminal: Terminal,
): Promise<void> {
  for (const [option, path] of filesOf(options)) {
    const content =
      option === '--svg'
        ? benchChart(measured, result.machine)
        : `${JSON.stringify(result, null, 2)}\n`;
    const hint = otherPlace(option);
    const written = await writeGivenFile(path, content, { hint, replaces: true });
    terminal.note(`${option === '--svg' ? 'Chart' : 'Figures'}: ${written}`);
  }
}
