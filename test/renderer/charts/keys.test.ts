import { describe, expect, it } from 'vitest';
import { zoomKey } from '../../../renderer/charts/curves/zoom-keys.ts';
import { type End, type Mark, movedMark } from '../../../renderer/charts/parallel/mark-keys.ts';

describe('an end of a mark', () => {
  const linear = { domain: { min: 0, max: 10 }, scaling: 'linear', whole: false } as const;
  const press = (key: string, end: End, mark: Mark | null, shiftKey = false, axis = linear) =>
    movedMark({ key, shiftKey }, end, mark, axis);

  it('goes a little with an arrow and ten times as far with shift or a page key', () => {
    expect(press('ArrowUp', 'low', null)).toEqual([0.2, 10]);
    expect(press('ArrowDown', 'high', null)).toEqual([0, 9.8]);
    expect(press('ArrowUp', 'low', [1, 8], true)).toEqual([3, 8]);
    expect(press('PageDown', 'high', [1, 8])).toEqual([1, 6]);
  });

  it('never passes the other, nor the end of the axis', () => {
    expect(press('End', 'low', [1, 8])).toEqual([8, 8]);
    expect(press('Home', 'high', [1, 8])).toEqual([1, 1]);
    expect(press('ArrowDown', 'low', [0.1, 8])).toEqual([0, 8]);
  });

  it('takes the mark away with Delete, and where all is marked', () => {
    expect(press('Delete', 'low', [1, 8])).toBeNull();
    expect(press('End', 'high', [0, 8])).toBeNull();
    expect(press('a', 'low', [1, 8])).toBeUndefined();
  });

  it('goes by factors on a log axis and by whole numbers where only these are', () => {
    const log = { domain: { min: 1e-4, max: 1 }, scaling: 'log', whole: false } as const;
    const moved = movedMark({ key: 'PageUp', shiftKey: false }, 'low', null, log);
    expect(moved![0]).toBeCloseTo(1e-4 * 10 ** 0.8, 10);
    const names = { domain: { min: 0, max: 3 }, scaling: 'linear', whole: true } as const;
    const step = (key: string, mark: Mark | null) =>
      movedMark({ key, shiftKey: false }, 'low', mark, names);
    expect(step('ArrowUp', null)).toEqual([1, 3]);
    expect(step('ArrowDown', [2, 3])).toEqual([1, 3]);
    expect(step('PageUp', [1, 3])).toEqual([2, 3]);
  });
});

describe('the zoom by keys', () => {
  const whole = { min: 0, max: 100 };
  const press = (key: string, visible: { min: number; max: number } | null, around?: number) =>
    zoomKey({ key }, visible, { whole, scaling: 'linear', around: around ?? null });

  it('halves what is visible around the crosshair, or its middle', () => {
    expect(press('+', null)).toEqual({ min: 25, max: 75 });
    expect(press('=', null, 20)).toEqual({ min: 10, max: 60 });
    expect(press('+', { min: 0, max: 50 }, 0)).toEqual({ min: 0, max: 25 });
  });

  it('doubles it, and shows all again', () => {
    expect(press('-', { min: 40, max: 60 })).toEqual({ min: 30, max: 70 });
    expect(press('-', { min: 10, max: 70 })).toBeNull();
    expect(press('0', { min: 40, max: 60 })).toBeNull();
  });

  it('goes along by halves and stays within the whole', () => {
    expect(press('PageDown', { min: 40, max: 60 })).toEqual({ min: 50, max: 70 });
    expect(press('PageUp', { min: 5, max: 25 })).toEqual({ min: 0, max: 20 });
    expect(press('x', { min: 5, max: 25 })).toBeUndefined();
  });

  it('zooms by factors on a log axis', () => {
    const log = { whole: { min: 1, max: 10_000 }, scaling: 'log', around: null } as const;
    const { min, max } = zoomKey({ key: '+' }, null, log)!;
    expect(min).toBeCloseTo(10, 9);
    expect(max).toBeCloseTo(1000, 6);
  });
});
