import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pruners } from '../../src/search/pruners/index.ts';
import { samplers } from '../../src/search/samplers/index.ts';
import { temporaryHome } from '../support/temporary-home.ts';
import { unroll } from '../support/unroll-command.ts';

const names = [
  'train',
  'resume',
  'eval',
  'generate',
  'forecast',
  'backtest',
  'transcribe',
  'translate',
  'lr-find',
  'import-weights',
  'classify',
  'compose',
  'export',
  'diagnose',
  'search',
  'ask',
  'tell',
  'compare',
  'import-runs',
  'export-study',
  'list',
  'show',
  'sample',
  'doctor',
  'demo',
  'bench',
  'reproduce',
];
/** Works without runs and data. */
const withoutHome = ['bench', 'sample'];

const manual = readFileSync(join(import.meta.dirname, '../../docs/command-line.md'), 'utf8');
const shared: Readonly<Record<string, string>> = {
  list: 'list and show',
  show: 'list and show',
  ask: 'search',
  tell: 'search',
};

/** What the manual says of a command. */
function chapterOf(name: string): string {
  const title = `\n## ${shared[name] ?? name}\n`;
  const from = manual.indexOf(title);
  const rest = manual.slice(from + title.length);
  return from < 0 ? '' : rest.slice(0, `${rest}\n## `.indexOf('\n## '));
}

describe('help', () => {
  it('lists every command and the exit codes', async () => {
    const { code, output } = await unroll(['--help']);
    expect(code).toBe(0);
    for (const name of names) expect(output).toMatch(new RegExp(`^  ${name} `, 'm'));
    expect(output).toMatch(/Exit codes:[\s\S]*130 {2}ended/);
  });

  it.each(names)('%s --help', async (name) => {
    const { code, output, errors } = await unroll([name, '--help']);
    expect(code).toBe(0);
    expect(errors).toBe('');
    expect(output).toContain(`Usage: unroll ${name}`);
    expect(output.includes('--home <dir>')).toBe(!withoutHome.includes(name));
    for (const [, option] of output.matchAll(/^ +(--[\w-]+)/gm)) {
      if (option !== '--home') expect(chapterOf(name), option).toContain(option);
    }
  });

  it('lists every setting with range, default and help, by group', async () => {
    const { code, output } = await unroll(['train', '--help-settings', '--task', 'forecasting']);
    expect(code).toBe(0);
    for (const name of [
      'input_length',
      'horizon',
      'hidden_size',
      'num_layers',
      'cell',
      'lr',
      'max_minutes',
      'max_epochs',
      'seed',
    ]) {
      expect(output).toMatch(new RegExp(`^  ${name} = \\S+  .+\\n      \\S`, 'm'));
    }
    expect(output).toMatch(/^Data$[\s\S]*^Model$[\s\S]*^Optimisation$[\s\S]*^Stopping$/m);
  });

  it('lists every sampler and pruner with its options', async () => {
    const { code, output } = await unroll(['search', '--help-methods']);
    expect(code).toBe(0);
    expect(output).toMatch(/^tpe: .+\n {2}startup_trials = \d+ {2}whole number from .+\n {6}\S/m);
    for (const { id, options } of [...samplers, ...pruners]) {
      expect(output).toMatch(new RegExp(`^${id}: `, 'm'));
      for (const { name } of options) expect(output).toMatch(new RegExp(`^ {2}${name} = `, 'm'));
    }
  });

  it('tells the version of package.json', async () => {
    const { default: manifest } = await import('../../package.json');
    expect((await unroll(['--version'])).output.trim()).toBe(manifest.version);
  });
});

describe('an empty home', () => {
  it('has no runs and no data, told in words and as JSON', async () => {
    const home = temporaryHome();
    expect((await unroll(['list', '--home', home])).output).toContain('No runs yet');
    expect(JSON.parse((await unroll(['list', '--json', '--home', home])).output)).toEqual([]);
    const data = await unroll(['list', '--datasets', '--json'], { env: { UNROLL_HOME: home } });
    expect(JSON.parse(data.output)).toEqual([]);
  });
});

describe('doctor', () => {
  it('prints one object with what is there', async () => {
    const { code, output, errors } = await unroll(['doctor', '--json', '--home', temporaryHome()]);
    expect(errors).toBe('');
    expect(output.trim().split('\n')).toHaveLength(1);
    const report = JSON.parse(output) as Record<string, unknown>;
    expect(['cpu', 'gpu', 'wasm']).toContain(report['device']);
    expect(report['tensorflow']).toMatch(/^\d+\.\d+/);
    expect(report['gflops']).toBeGreaterThan(0.1);
    expect(report['sqlite']).toMatch(/^3\./);
    expect(report['diskFreeBytes']).toBeGreaterThan(0);
    const items = report['items'] as { name: string; state: string; advice?: string }[];
    expect(items.map(({ name }) => name)).toEqual([
      'TensorFlow',
      'Kernels',
      'Electron',
      'SQLite',
      'DuckDB',
      'Disk',
      'Memory',
      'Trainers',
    ]);
    for (const { state, advice } of items) if (state !== 'ok') expect(advice).toMatch(/\w/);
    expect(code).toBe(items.some(({ state }) => state === 'failing') ? 1 : 0);
  }, 120_000);

  it('says that the compiled kernels are off, and what to do', async () => {
    const { output } = await unroll(['doctor', '--home', temporaryHome()], {
      env: { UNROLL_KERNELS: 'off' },
    });
    expect(output).toMatch(
      /warning {2}Kernels .*switched off by UNROLL_KERNELS=off\n\s+Training works, but is slower/,
    );
  }, 120_000);

  it('says which variables of the environment make no sense', async () => {
    const { output } = await unroll(['doctor', '--home', temporaryHome()], {
      env: { UNROLL_KERNEL_ISA: 'mmx', UNROLL_THREADS: '-3' },
    });
    expect(output).toMatch(/warning {2}Kernels .*mmx.*\n.*leave UNROLL_KERNEL_ISA unset/);
    expect(output).toMatch(/warning {2}Trainers .*-3 is no number of threads\n.*from 1 to 1024/);
    // TensorFlow itself would end its process.
    expect(output).toMatch(/ok {7}TensorFlow/);
  }, 120_000);

  it('says what to do where the home folder cannot be written', async () => {
    const { output } = await unroll(['doctor', '--home', '/proc/unroll']);
    expect(output).toMatch(/failing {2}Disk .*cannot be written\n\s+Choose another folder/);
  }, 120_000);
});
