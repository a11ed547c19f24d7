import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Bench } from '../../src/bench/bench.ts';
import { findPython } from '../../src/bench/contestants/python.ts';
import { benchChart } from '../../src/bench/report/bench-chart.ts';
import { benchResultSchema, type MeasuredRow } from '../../src/bench/results.ts';
import { type BenchRow, benchRows } from '../../src/bench/rows.ts';
import { growthExponent, summarize } from '../../src/bench/statistics.ts';
import { type LanguageModelWork, layerOperations } from '../../src/bench/work.ts';
import { temporaryHome } from '../support/temporary-home.ts';
import { unroll } from '../support/unroll-command.ts';

/** Every kind of work, so small that it takes a moment. Nothing is said of the times. */
const model: LanguageModelWork = {
  kind: 'language-model',
  precision: 'fp32',
  cell: 'lstm',
  tokens: 'word',
  vocabulary: 30,
  embedding: 6,
  hidden: 8,
  layers: 2,
  time: 5,
  batch: 4,
  optimizer: 'adam',
  lr: 0.01,
  clip: 1,
};
const layer = {
  kind: 'layer',
  hidden: 8,
  time: 3,
  batch: 2,
  layers: 2,
  precision: 'fp32',
} as const;
const tinyRows: readonly BenchRow[] = [
  ...(['lstm', 'gru', 'rnn'] as const).map((cell): BenchRow => {
    const peers = ['pytorch fp32', 'tfjs layers'] as const;
    return { name: cell, group: 'layers', work: { ...layer, cell }, peers };
  }),
  { name: 'words', group: 'steps', work: model, peers: ['pytorch fp32', 'tfjs layers'] },
  {
    name: 'characters',
    group: 'steps',
    work: { ...model, tokens: 'character', optimizer: 'sgd' },
    peers: ['tfjs layers'],
  },
  {
    name: 'forecaster',
    group: 'steps',
    work: {
      kind: 'forecaster',
      precision: 'fp32',
      cell: 'gru',
      hidden: 8,
      input: 24,
      horizon: 12,
      segment: 6,
      channels: 3,
      batch: 4,
      dropout: 0.5,
      lr: 0.01,
      clip: 1,
    },
    peers: ['pytorch fp32'],
  },
  { name: 'peak-memory', group: 'memory', work: model, peers: ['pytorch fp32'] },
];

describe('the bench', () => {
  it('measures every kind of work through the product itself', async () => {
    const python = findPython(undefined);
    if (python === null) console.log('No Python with PyTorch: measured without it.');
    const measured: MeasuredRow[] = [];
    const leftOut: string[] = [];
    const plan = {
      rows: tinyRows,
      effort: { seconds: 0.05, turn: 1, leastRounds: 2, mostRounds: 3 },
      threads: 1,
      python,
      workerEntry: resolve(import.meta.dirname, '../../out/main/bench.js'),
    };
    const machine = await new Bench(plan, {
      onMachine: () => undefined,
      onRow: (row) => measured.push(row),
      onLeftOut: (row) => leftOut.push(row.name),
      onFailed: (row, peer, reason) => leftOut.push(`${row.name} ${peer}: ${reason}`),
    }).run();
    expect(leftOut).toEqual([]);
    const rows = measured.map(({ result }) => result);
    benchResultSchema.parse(JSON.parse(JSON.stringify({ machine, rows })));
    expect(new Set(rows.map(({ work }) => work))).toEqual(
      new Set(tinyRows.map(({ name }) => name)),
    );
    const stock = rows.filter(({ peer }) => peer === 'tfjs layers');
    expect(stock.map(({ work }) => work)).toEqual(['lstm', 'gru', 'rnn', 'words', 'characters']);
    for (const row of rows.filter(({ peer }) => peer !== null)) {
      const [ours, theirs] = [row.ours_ms ?? row.ours_mb, row.peer_ms ?? row.peer_mb];
      // Rounded: relatively, since a ratio can be in the hundreds.
      expect(row.ratio! / (theirs! / ours!)).toBeCloseTo(1, 2);
    }
    expect(benchChart(measured, machine)).toMatch(/^<svg [\s\S]*>words<[\s\S]*<\/svg>\s*$/);
  }, 120_000);

  it('has the rows that the documentation names', () => {
    const names = benchRows(2).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('lstm 650,35,20,2 fp32');
    expect(names).toContain('rnn 1500,35,20,2 mixed');
    for (const work of ['word-lm', 'char-lm', 'forecaster', 'small']) {
      expect(names).toContain(`${work} fp32`);
      expect(names).toContain(`${work} mixed`);
    }
    expect(names).toContain('peak-memory');
    expect(names).toContain('growth threads=2');
  });
});

describe('unroll bench', () => {
  it('measures one row and writes its figures and chart', async () => {
    const folder = temporaryHome();
    const [json, svg] = [join(folder, 'bench.json'), join(folder, 'bench.svg')];
    const args = ['--only', 'growth hidden=64', '--quick', '--json', json, '--svg', svg];
    const { code, output } = await unroll(['bench', ...args]);
    expect(code).toBe(0);
    expect(output).toMatch(/^growth hidden=64 +[\d.]+ ms/m);
    const { rows } = benchResultSchema.parse(JSON.parse(readFileSync(json, 'utf8')));
    expect(rows).toHaveLength(1);
    expect(rows[0]!.work).toBe('growth hidden=64');
    expect(rows[0]!.ours_ms).toBeGreaterThan(0);
    expect(readFileSync(svg, 'utf8')).toMatch(/^<svg /);
  }, 120_000);

  it('lists rows and refuses one that it does not have', async () => {
    const { output } = await unroll(['bench', '--list', '--only', 'small']);
    expect(output).toBe('small fp32\nsmall mixed\n');
    const { code, errors } = await unroll(['bench', '--only', 'word-ml fp32']);
    expect(code).toBe(2);
    expect(errors).toMatch(/did you mean word-lm fp32\?/);
  });

  it.each([
    ['--json', 'nowhere/bench.json', /There is no folder .*nowhere to write to/],
    ['--json', '.', /is a folder/],
    ['--svg', 'nowhere/bench.svg', /There is no folder .*nowhere to write to/],
  ])('says before it measures that it cannot write: %s %s', async (option, name, message) => {
    const folder = temporaryHome();
    const svg = option === '--svg' ? [] : ['--svg', join(folder, 'bench.svg')];
    const args = ['bench', '--only', 'small', ...svg, option, join(folder, name)];
    const { code, output, errors } = await unroll(args);
    expect({ code, output }).toEqual({ code: 2, output: '' });
    expect(errors).toMatch(message);
    expect(errors).toContain(`Choose another place with ${option}.`);
  });

  it('names the Python that has no PyTorch', async () => {
    const { code, errors } = await unroll(['bench', '--python', '/nowhere/python']);
    expect(code).toBe(2);
    expect(errors).toMatch(/\/nowhere\/python is no Python .*ENOENT.* pip install torch/);
  });

  it.runIf(process.platform !== 'win32')('passes over a Python whose PyTorch is broken', () => {
    const folder = temporaryHome();
    const python = join(folder, 'python');
    writeFileSync(python, '#!/bin/sh\necho "ImportError: no libtorch" >&2\nexit 1\n', {
      mode: 0o755,
    });
    expect(() => findPython(python)).toThrow(/can import torch \(ImportError: no libtorch\)/);
  });

  it.runIf(process.platform !== 'win32')(
    'goes on where a contestant breaks in a row',
    async () => {
      const folder = temporaryHome();
      const python = join(folder, 'python');
      const answers = {
        describe: { name: 'PyTorch 0', threads: 1, details: {} },
        peak: { fp32: 1, bf16: null, method: 'none' },
      };
      writeFileSync(
        python,
        `#!${process.execPath}
      const answers = ${JSON.stringify(answers)};
      require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
        const answer = answers[JSON.parse(line).do];
        if (answer === undefined) throw new Error('out of memory');
        console.log(JSON.stringify({ ok: answer }));
      });`,
        { mode: 0o755 },
      );
      const told: string[] = [];
      const plan = {
        rows: [tinyRows[0]!, tinyRows[3]!],
        effort: { seconds: 0.05, turn: 1, leastRounds: 2, mostRounds: 3 },
        threads: 1,
        python,
        workerEntry: resolve(import.meta.dirname, '../../out/main/bench.js'),
      };
      await new Bench(plan, {
        onMachine: () => undefined,
        onRow: ({ result }) => told.push(`${result.work} ${result.peer} measured`),
        onLeftOut: () => undefined,
        onFailed: (row, peer, reason) => {
          told.push(`${row.name} ${peer} failed`);
          expect(reason).toContain('PyTorch could not be measured');
        },
      }).run();
      expect(told).toEqual([
        'lstm pytorch fp32 failed',
        'lstm tfjs layers measured',
        'words pytorch fp32 failed',
        'words tfjs layers measured',
      ]);
    },
    60_000,
  );

  it('counts turns and steps apart where there is nobody to compare with', async () => {
    const [layerRow] = tinyRows;
    const measured: MeasuredRow[] = [];
    const plan = {
      rows: [layerRow!],
      effort: { seconds: 0.05, turn: 20, leastRounds: 2, mostRounds: 3 },
      threads: 1,
      python: null,
      workerEntry: resolve(import.meta.dirname, '../../out/main/bench.js'),
    };
    await new Bench(plan, {
      onMachine: () => undefined,
      onRow: (row) => measured.push(row),
      onLeftOut: () => undefined,
      onFailed: (_, __, reason) => expect.unreachable(reason),
    }).run();
    const { repeats, steps } = measured[0]!.result;
    expect(repeats).toBeLessThanOrEqual(3);
    expect(steps).toBeGreaterThan(repeats);
  });
});

describe('the arithmetic of the bench', () => {
  it('takes middle, quartiles and growth as they are defined', () => {
    // numpy.percentile([1, 2, 4, 8], [25, 50, 75]) = 1.75, 3, 5
    expect(summarize([8, 1, 4, 2])).toEqual({ median: 3, spread: 3.25, count: 4 });
    expect(growthExponent([1, 2, 4], [3, 12, 48])).toBeCloseTo(2, 12);
  });

  it('counts the products of a layer', () => {
    // 2 steps, 3 rows, one gate of 5 units from 5 inputs and 5 states: 300 products, 3 times.
    const work = { ...layer, cell: 'rnn', hidden: 5, time: 2, batch: 3, layers: 1 } as const;
    expect(layerOperations(work)).toBe(2 * 3 * 300);
  });
});
