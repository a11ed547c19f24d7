import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeMetric, parseSettings, type Run } from '../../src/contract/index.ts';
import { findData } from '../../src/reproduce/find-data.ts';
import { reproductionCalled, reproductions } from '../../src/reproduce/index.ts';
import { judge } from '../../src/reproduce/outcome.ts';
import type { Reproduction, Trained } from '../../src/reproduce/reproduction.ts';
import { taskDescriptor } from '../../src/tasks/descriptors.ts';

/** Bounds are held against figures that are surely good and surely bad. */
const perfect = { min: 0, max: 1000 } as const;
const hopeless = { min: 1e9, max: -1 } as const;

let empty: string;
beforeAll(() => {
  empty = mkdtempSync(join(tmpdir(), 'unroll-test-'));
});
afterAll(() => rmSync(empty, { recursive: true, force: true }));

it('gives every row a name of its own', () => {
  const names = reproductions.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
});

it('names the nearest row', () => {
  expect(() => reproductionCalled('etth1-69')).toThrow(/there is no row etth1-69; did you mean/);
});

describe.each(reproductions.map((row) => [row.name, row] as const))('%s', (_, row) => {
  it('says what is trained, how long it takes and what was published', () => {
    expect(row.title).toMatch(/[^.]$/);
    expect(row.minutes).toBeGreaterThan(0);
    expect(row.data.source).not.toBe('');
    expect(row.data.hash ?? '0'.repeat(64)).toMatch(/^[0-9a-f]{64}$/);
    for (const { value, what, source } of row.published) {
      for (const text of [value, what, source]) expect(text).not.toBe('');
    }
  });

  it('trains with settings that its task knows, and no two trials alike', () => {
    const { settings } = taskDescriptor(row.task);
    for (const trial of row.trials) parseSettings(settings, { ...trial.settings, ...row.quick });
    expect(new Set(row.seeds).size).toBe(row.seeds.length);
    expect(row.seeds.length).toBeGreaterThan(0);
    const distinct = new Set(row.trials.map((trial) => JSON.stringify(trial.settings)));
    expect(distinct.size).toBe(row.trials.length);
    expect(new Set(row.trials.map(({ label }) => label)).size).toBe(row.trials.length);
  });

  it('finds a figure for every target, and tells good from bad', () => {
    expect(row.targets.length).toBeGreaterThan(0);
    const good = judge(row, trainedWith(row, perfect));
    const bad = judge(row, trainedWith(row, hopeless));
    for (const [index, target] of row.targets.entries()) {
      expect(good[index]?.figure, target.label).not.toBeNull();
      if (target.must === null && target.goal === null) continue;
      const verdicts = [good[index]!, bad[index]!].map(({ must, goal }) => [must, goal]);
      expect(verdicts.flat(), target.label).toContain('missed');
    }
    for (const { must } of judge(row, [])) expect(must).not.toBe('met');
  });

  it('asks of its goal no less than of what it must reach', () => {
    for (const { must, goal } of row.targets) {
      if (must === null || goal === null) continue;
      if (!/^[<>]=/.test(must.text)) continue;
      const bound = (text: string) => Number(text.replace(/^[<>]= /, ''));
      const [least, wanted] = [bound(must.text), bound(goal.text)];
      expect(must.text.slice(0, 2)).toBe(goal.text.slice(0, 2));
      if (must.text.startsWith('<=')) expect(wanted).toBeLessThan(least);
      else expect(wanted).toBeGreaterThan(least);
    }
  });

  it('tells which file is missing and where to get it', async () => {
    const places = { folder: empty, samplesDirectory: empty, madeDirectory: empty };
    await expect(findData(row.data, places)).rejects.toMatchObject({
      code: 'missing-data',
      message: expect.stringContaining(row.data.files[0]!),
      hint: expect.stringContaining(row.data.source),
    });
  });
});

/** Runs as they would end with every metric at its best or at its worst; a loser is told so. */
function trainedWith(
  row: Reproduction,
  values: { readonly min: number; readonly max: number },
): Trained[] {
  const metrics = (trialIndex: number): Record<string, number> =>
    Object.fromEntries(
      row.targets
        .flatMap(({ metric }) => splitsOf(metric))
        .map((metric) => {
          const value = describeMetric(metric).direction === 'max' ? values.max : values.min;
          // The first trial is the one that should win.
          return [metric, trialIndex === 0 ? value : value / 2];
        }),
    );
  return row.trials.map((trial, index) => ({
    trial,
    run: {
      ...({} as Run),
      best: metrics(index),
      test: metrics(index),
      baselines: [],
      verdict: 'Beats everything.',
    },
  }));
}

/** A target derived from others measures the same as they do. */
function splitsOf(metric: string): string[] {
  return metric.includes('/') ? [metric] : [];
}
