import { describe, expect, it } from 'vitest';
import type { LineMark } from '../../../renderer/charts/chart.ts';
import { type LinesData, lines } from '../../../renderer/charts/lines/index.ts';

const theme = {
  ...{ text: '#000', muted: '#555', grid: '#eee', axis: '#999', background: '#fff' },
  ...{ baseline: '#777', font: 'sans-serif', titleColor: '#000', brand: '#056', danger: '#b00' },
} as unknown as Parameters<typeof lines.scene>[1]['theme'];

const data: LinesData = {
  xLabel: 'steps ahead',
  xs: [1, 2, 3, 4],
  isTime: false,
  lines: [
    { label: 'bold-heron-1', color: '#0072b2', values: [1, 2, 3, 4] },
    { label: 'last value repeated', color: null, values: [2, 3, 4, 5] },
    { label: 'last 48 rows repeated', color: null, values: [3, 3, 3, 3] },
    { label: 'nothing measured', color: null, values: [Number.NaN, Number.NaN] },
  ],
};
const sceneAt = (width: number) => lines.scene(data, { width, height: 220, theme });
const named = ({ texts }: ReturnType<typeof sceneAt>) =>
  texts.filter(({ text }) => data.lines.some(({ label }) => label === text));

describe('lines over the same places', () => {
  it('are named above in a narrow frame, so that the plot has nearly all of its width', () => {
    const scene = sceneAt(380);
    expect(scene.plot.width).toBeGreaterThan(300);
    const labels = named(scene);
    expect(labels.map(({ text }) => text).reverse()).toEqual(
      data.lines.slice(0, 3).map(({ label }) => label),
    );
    for (const { y } of labels) expect(y).toBeLessThan(scene.plot.top);
    expect(scene.plot.top + scene.plot.height).toBeLessThan(220);
  });

  it('are named at their ends where there is room', () => {
    const scene = sceneAt(900);
    for (const { x } of named(scene)) {
      expect(x).toBeGreaterThan(scene.plot.left + scene.plot.width);
    }
  });

  it('are told apart without colours, and their key shows how', () => {
    const scene = sceneAt(380);
    const drawn = scene.marks as LineMark[];
    expect(new Set(drawn.map(({ dash }) => dash.join())).size).toBe(3);
    const key = scene.grid.filter(({ dash, stroke }) => stroke !== theme.grid || dash.length > 0);
    expect(key.map(({ dash, stroke }) => [dash, stroke]).reverse()).toEqual(
      drawn.map(({ dash, stroke }) => [dash, stroke]),
    );
  });
});
