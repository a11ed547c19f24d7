import { describe, expect, it } from 'vitest';
import type { ChartTheme, Mark, Scene } from '../../renderer/charts/chart.ts';
import { tableToCsv } from '../../renderer/charts/drawing/csv.ts';
import { sceneToSvg } from '../../renderer/charts/drawing/svg.ts';
import { charts } from '../../renderer/charts/index.ts';

const theme: ChartTheme = {
  text: '#111111',
  muted: '#777777',
  grid: '#dddddd',
  baseline: '#888888',
  background: '#ffffff',
  font: 'Inter',
};
const frame = { width: 480, height: 220, theme };

const noisy = Array.from(
  { length: 100_000 },
  (_, i) => 4 * Math.exp(-i / 20_000) + Math.sin(i * 12.9898) * 0.3 + 1,
);
const sequences: Record<string, number[]> = {
  'one point': [3],
  'two points': [3, 1],
  constant: [2.5, 2.5, 2.5, 2.5],
  'constant zero': [0, 0, 0],
  'all gaps': [Number.NaN, Number.NaN],
  'gaps inside': [1, Number.NaN, 2, 3, Number.NaN, Number.NaN, 4, 5],
  infinite: [1, Infinity, 2, -Infinity, 3],
  negative: [-5, -3, 2, 8, -1],
  'very small': [1e-12, 3e-12, 2e-12],
  'very large': [1e15, 3e15, 2e15],
  '100,000 points': noisy,
};

/** Every y of a mark that is a number. */
function heights(mark: Mark): number[] {
  if (mark.kind === 'dot') return [mark.y];
  const arrays = mark.kind === 'line' ? [mark.ys] : [mark.lower, mark.upper];
  return arrays.flatMap((ys) => Array.from(ys)).filter((y) => !Number.isNaN(y));
}

/** Points of the longest line, or the number of lines or cells where each value has its own. */
function pointsOf(scene: Scene): number {
  const lines = scene.marks.filter((mark) => mark.kind === 'line');
  const cells = scene.marks.filter((mark) => mark.kind === 'area');
  const longest = Math.max(lines.length, ...lines.map((line) => line.xs.length));
  return lines.length > 0 ? longest : cells.length;
}

describe.each(charts.map((chart) => [chart.id, chart] as const))('chart %s', (_, chart) => {
  // The list holds charts of different data; each is only ever given its own.
  const draw = (values: readonly number[]) => {
    const data = chart.fromSequence(values) as never;
    return {
      scene: chart.scene(data, frame),
      table: chart.table(data),
      facts: chart.facts(data),
    };
  };

  it('gives a scene without data marks for no data', () => {
    const { scene, facts } = draw([]);
    expect(scene.marks).toEqual([]);
    expect(facts).toEqual([]);
    expect(scene).toMatchObject({ width: 480, height: 220 });
  });

  it.each(Object.entries(sequences))('draws %s inside its frame', (_name, values) => {
    const { scene } = draw(values);
    const { plot } = scene;
    expect(plot.left).toBeGreaterThanOrEqual(0);
    expect(plot.left + plot.width).toBeLessThanOrEqual(480);
    expect(plot.top + plot.height).toBeLessThanOrEqual(220);
    for (const y of scene.marks.flatMap(heights)) {
      if (!Number.isFinite(y)) continue;
      expect(y).toBeGreaterThanOrEqual(plot.top - 1);
      expect(y).toBeLessThanOrEqual(plot.top + plot.height + 1);
    }
    if (values.some(Number.isFinite)) expect(scene.marks.length).toBeGreaterThan(0);
  });

  it.each(Object.entries(sequences))(
    'exports %s as SVG without a broken number',
    (_name, values) => {
      const svg = sceneToSvg(draw(values).scene, 'A <title> & more');
      expect(svg).toMatch(/^<svg /);
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
      expect(svg).toContain('A &#60;title&#62; &#38; more');
    },
  );

  it('draws no line with more points than the width can show', () => {
    const { scene } = draw(noisy);
    expect(pointsOf(scene)).toBeLessThanOrEqual(480 * 4 + 4);
    expect(pointsOf(scene)).toBeGreaterThan(400);
  });

  it('lists its data as a rectangular table of finite numbers', () => {
    const { table } = draw([1, Number.NaN, 2.5]);
    for (const row of table.rows) {
      expect(row).toHaveLength(table.columns.length);
      for (const cell of row) if (typeof cell === 'number') expect(cell).toSatisfy(Number.isFinite);
    }
    expect(tableToCsv(table).split('\r\n')).toHaveLength(table.rows.length + 2);
    expect(table.rows.flat()).toContain(2.5);
  });

  it('gives the same scene for the same data', () => {
    expect(draw(sequences['negative']!).scene).toEqual(draw(sequences['negative']!).scene);
  });
});

describe('the list of charts', () => {
  it('has unique names', () => {
    expect(new Set(charts.map((chart) => chart.id)).size).toBe(charts.length);
  });
});
