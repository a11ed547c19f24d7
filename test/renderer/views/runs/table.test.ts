import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  extendTo,
  keepExisting,
  noSelection,
  toggle,
  toggleAll,
} from '../../../../renderer/views/runs/row-selection.ts';
import { rowWindow, scrollFor, slotIndices } from '../../../../renderer/views/runs/row-window.ts';
import {
  bestValues,
  columnOf,
  type RunEntry,
  runColumns,
  tracksOf,
} from '../../../../renderer/views/runs/run-columns.ts';
import { figuresOf } from '../../../../renderer/views/runs/run-figures.ts';
import { filterNames, readFilter } from '../../../../renderer/views/runs/run-filter.ts';
import { groupBy, rowsOf } from '../../../../renderer/views/runs/run-groups.ts';
import { emptyQuery, passes, sortEntries } from '../../../../renderer/views/runs/run-query.ts';
import { placeColumn, usualLayout, withView } from '../../../../renderer/views/runs/run-views.ts';
import { tableOf, tableToLatex } from '../../../../renderer/views/runs/table-export.ts';
import { everything, predicateFor } from '../../../../src/comparison/filter/index.ts';
import type { Run } from '../../../../src/contract/index.ts';
import { runRecord } from '../../../support/run.ts';

function entry(change: Partial<Run>): RunEntry {
  const run = runRecord(change);
  const figures = figuresOf(run, 'val/nats');
  return {
    run,
    dataset: 'tinyshakespeare.txt',
    project: 'Experiments',
    task: 'Language model',
    primaryMetric: 'val/nats',
    figures,
  };
}

const column = (id: string) => runColumns.find((candidate) => candidate.id === id);
const ids = (entries: readonly RunEntry[]): number[] => entries.map(({ run }) => run.id);

describe('sorting', () => {
  const entries = [
    entry({ id: 1, name: 'brave-otter-12', best: { 'val/nats': 1.7 } }),
    entry({ id: 2, name: 'brave-otter-9' }),
    entry({ id: 3, name: 'amber-fox-3', best: { 'val/nats': 1.5 } }),
  ];

  it('puts runs without a value last in both directions', () => {
    expect(ids(sortEntries(entries, column('best'), false))).toEqual([3, 1, 2]);
    expect(ids(sortEntries(entries, column('best'), true))).toEqual([1, 3, 2]);
  });

  it('counts numbers in names', () => {
    expect(ids(sortEntries(entries, column('name'), false))).toEqual([3, 2, 1]);
  });

  it('keeps equal rows newest first', () => {
    expect(ids(sortEntries(entries, column('state'), false))).toEqual([3, 2, 1]);
  });

  it('sorts and filters 10,000 rows without losing one', () => {
    const many = Array.from({ length: 10_000 }, (_, i) =>
      entry({
        id: i + 1,
        name: `run-${i % 977}`,
        best: i % 3 === 0 ? {} : { 'val/nats': (i * 7919) % 101 },
      }),
    );
    const sorted = sortEntries(many, column('best'), true);
    expect(new Set(ids(sorted)).size).toBe(10_000);
    const values = sorted.map(({ figures }) => figures.best);
    const known = values.filter((value) => value !== null);
    expect(known).toEqual([...known].sort((a, b) => b - a));
    expect(values.slice(known.length).every((value) => value === null)).toBe(true);
  });
});

describe('filtering', () => {
  const run = entry({ tags: ['first', 'gru'], state: 'failed', notes: 'tried a longer BPTT' });
  const query = (change: Partial<typeof emptyQuery>) => passes(run, { ...emptyQuery, ...change });

  it('passes everything when nothing is narrowed', () => expect(query({})).toBe(true));

  it('narrows by state, task, data and tag', () => {
    expect(query({ states: ['failed', 'running'] })).toBe(true);
    expect(query({ states: ['completed'] })).toBe(false);
    expect(query({ tasks: ['forecasting'] })).toBe(false);
    expect(query({ datasets: ['1'], tags: ['none', 'gru'] })).toBe(true);
    expect(query({ tags: ['none'] })).toBe(false);
  });

  it('keeps what held while the text is half written, and says what is wrong where', () => {
    const names = filterNames([run.run], [], ['tinyshakespeare.txt'], ['failed']);
    const known = [...names, { name: 'cell', kind: 'setting', help: 'Cell', values: [] } as const];
    const whole = readFilter('cell = lstm', known, everything);
    expect(whole.problem).toBeNull();
    expect(predicateFor(whole.filter)(run)).toBe(true);
    const half = readFilter('cell = lstm and cell =', known, whole.filter);
    expect(half.filter).toBe(whole.filter);
    expect(half.problem).toMatchObject({ from: 21, to: 22 });
  });
});

describe('columns of one’s own', () => {
  const rows = [
    entry({ id: 1, settings: { lr: 0.1, cell: 'gru' }, best: { 'val/nats': 1.5, 'val/bleu': 9 } }),
    entry({ id: 2, settings: { lr: 0.3 }, best: { 'val/nats': 1.2, 'val/bleu': 7 } }),
    entry({ id: 3, settings: { cell: 'gru' }, best: {} }),
  ];
  const lr = columnOf('setting:lr', [])!;
  const cell = columnOf('setting:cell', [])!;
  const bleu = columnOf('metric:val/bleu', [])!;
  const best = columnOf('best', [])!;

  it('sort by settings and metrics, rows without a value last', () => {
    expect(ids(sortEntries(rows, lr, true))).toEqual([2, 1, 3]);
    expect(ids(sortEntries(rows, bleu, false))).toEqual([2, 1, 3]);
  });

  it('mark the best value by the metric’s own direction', () => {
    expect(bestValues(rows, [best, bleu, lr])).toEqual(
      new Map([
        ['best', 1.2],
        ['metric:val/bleu', 9],
      ]),
    );
    expect(bestValues(rows.slice(0, 1), [best]).size).toBe(0);
  });

  it('are put in another order and width', () => {
    expect(placeColumn(['a', 'b', 'c'], 'a', 'c')).toEqual(['b', 'c', 'a']);
    expect(placeColumn(['a', 'b', 'c'], 'c', 'a')).toEqual(['c', 'a', 'b']);
    expect(tracksOf([lr], { 'setting:lr': 200 })).toEqual({
      tracks: '34px 200px minmax(34px, 1fr)',
      width: 268,
    });
  });

  it('make groups with mean and spread, in the order of their first rows', () => {
    const groups = groupBy(rows, cell, [best, bleu]);
    expect(groups.map(({ value, entries }) => [value, ids(entries)])).toEqual([
      ['gru', [1, 3]],
      ['', [2]],
    ]);
    expect(groups[0]!.figures.get('best')).toEqual({ mean: 1.5, spread: null, count: 1 });
    const all = groupBy(rows, columnOf('task', [])!, [best]);
    expect(all[0]!.figures.get('best')!.mean).toBeCloseTo(1.35, 12);
    expect(all[0]!.figures.get('best')!.spread).toBeCloseTo(Math.sqrt(0.045), 12);
    expect(rowsOf(groups, [''])).toEqual([-1, 1, 3, -2]);
    expect(rowsOf(groups, [])).toEqual([-1, 1, 3, -2, 2]);
  });

  it('leave as CSV and LaTeX', () => {
    const table = tableOf(rows, [columnOf('name', [])!, lr, cell, bleu]);
    expect(table.columns).toEqual([expect.any(String), 'lr', 'cell', 'val/bleu']);
    expect(table.rows[2]).toEqual(['brave-otter-12', null, 'gru', null]);
    const latex = tableToLatex(
      {
        columns: ['a_b', 'lr'],
        rows: [
          ['50 % ~x', 1.23e-7],
          ['{y}', null],
        ],
      },
      (row, column) => row === 0 && column === 1,
    );
    expect(latex).toContain('\\begin{tabular}{lr}');
    expect(latex).toContain('a\\_b & lr \\\\');
    expect(latex).toContain('50 \\% \\textasciitilde{}x & \\textbf{$1.23 \\times 10^{-7}$} \\\\');
    expect(latex).toContain('\\{y\\} & -- \\\\');
  });
});

describe('views', () => {
  it('are kept by name', () => {
    const one = { name: 'a', layout: usualLayout() };
    const other = { name: 'a', layout: { ...usualLayout(), group: 'state' } };
    expect(withView([one], other)).toEqual([other]);
    expect(withView([one], { ...other, name: 'b' })).toHaveLength(2);
  });
});

describe('selecting', () => {
  const order = [5, 3, 8, 1, 9];

  it('toggles one, and ranges from the last toggled', () => {
    const one = toggle(noSelection, 3);
    expect(extendTo(one, 1, order)).toEqual({ ids: [3, 8, 1], anchor: 3 });
    expect(extendTo(one, 5, order)).toEqual({ ids: [3, 5], anchor: 3 });
    expect(toggle(one, 3).ids).toEqual([]);
  });

  it('begins a range at the row itself when nothing was chosen', () => {
    expect(extendTo(noSelection, 8, order).ids).toEqual([8]);
  });

  it('chooses all rows shown, then none', () => {
    const all = toggleAll(noSelection, order);
    expect(all.ids).toEqual(order);
    expect(toggleAll(all, order).ids).toEqual([]);
  });

  it('forgets runs that are gone', () => {
    expect(keepExisting({ ids: [1, 2], anchor: 1 }, (id) => id === 2).ids).toEqual([2]);
  });
});

describe('virtual rows', () => {
  it('cover what is in view and recycle their elements', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 320_000 }),
        fc.integer({ min: 1, max: 1200 }),
        fc.integer({ min: 0, max: 10_000 }),
        (scrollTop, height, count) => {
          const window = rowWindow(scrollTop, height, 32, count);
          expect(window.start).toBeGreaterThanOrEqual(0);
          expect(window.end).toBeLessThanOrEqual(count);
          const [first, last] = [Math.floor(scrollTop / 32), Math.ceil((scrollTop + height) / 32)];
          for (let row = first; row < Math.min(last, count); row++) {
            expect(row >= window.start && row < window.end).toBe(true);
          }
          const indices = slotIndices(window);
          expect([...indices].sort((a, b) => a - b)).toEqual(
            Array.from({ length: window.end - window.start }, (_, i) => window.start + i),
          );
          for (const [slot, index] of indices.entries()) expect(index % indices.length).toBe(slot);
        },
      ),
    );
  });

  it('change one element when scrolling by one row', () => {
    const before = slotIndices({ start: 100, end: 140 });
    const after = slotIndices({ start: 101, end: 141 });
    expect(after.filter((index, slot) => index !== before[slot])).toEqual([140]);
  });

  it('scroll only as far as needed', () => {
    expect(scrollFor(3, 0, 320, 32)).toBeNull();
    expect(scrollFor(10, 0, 320, 32)).toBe(32);
    expect(scrollFor(2, 320, 320, 32)).toBe(64);
  });
});

it('fits the window of 1280 pixels', () => {
  expect(tracksOf(runColumns).width).toBeLessThanOrEqual(1280 - 56 - 10);
});
