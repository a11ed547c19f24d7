import { describeMetric, type Run, type SettingValue } from '../../../src/contract/index.ts';
import type { ParallelAxis, ParallelData } from '../../charts/parallel/index.ts';
import type { PointsData } from '../../charts/points/index.ts';
import { distinctValues, shownSetting } from './colouring.ts';

/** What a run can be placed by: `setting:lr`, `metric:val/mse`, `seconds`, `parameters`. */
export type Quantity = string;

/** An axis with the way to place a run on it. */
export interface PlacedAxis extends ParallelAxis {
  readonly quantity: Quantity;
  readonly place: (run: Run) => number;
}

/** @param label in the window's language */
export function axisFor(quantity: Quantity, label: string, runs: readonly Run[]): PlacedAxis {
  if (!quantity.startsWith('setting:')) {
    const place = (run: Run) => measuredAt(run, quantity);
    const whole = quantity === 'parameters';
    return { quantity, label, scaling: 'linear', names: [], whole, place };
  }
  const name = quantity.slice('setting:'.length);
  const values = distinctValues(runs, name);
  const numbers = values.filter((value): value is number => typeof value === 'number');
  if (numbers.length < values.length) {
    const names = values.map(shownSetting);
    const place = ({ settings }: Run) => names.indexOf(shownSetting(settings[name]));
    return { quantity, label, scaling: 'linear', names, whole: true, place };
  }
  const place = ({ settings }: Run) => asNumber(settings[name]);
  const spread = Math.max(...numbers) / Math.min(...numbers);
  const scaling = Math.min(...numbers) > 0 && spread > 30 ? 'log' : 'linear';
  return { quantity, label, scaling, names: [], whole: numbers.every(Number.isInteger), place };
}

function measuredAt(run: Run, quantity: Quantity): number {
  if (quantity === 'seconds') return run.seconds;
  if (quantity === 'parameters') return run.facts?.parameters ?? Number.NaN;
  const name = quantity.slice('metric:'.length);
  return run.test[name] ?? run.best[name] ?? run.last[name] ?? Number.NaN;
}

function asNumber(value: SettingValue | undefined): number {
  return typeof value === 'number' ? value : Number.NaN;
}

/** Which way is better along an axis; costs are better small, settings neither. */
export function directionOf(quantity: Quantity): 'min' | 'max' | 'none' {
  if (quantity === 'seconds' || quantity === 'parameters') return 'min';
  if (!quantity.startsWith('metric:')) return 'none';
  return describeMetric(quantity.slice('metric:'.length)).direction;
}

/** What a person has marked on axes: only runs within all of them are shown. */
export type Brushes = Readonly<Record<Quantity, readonly [low: number, high: number]>>;

export function withinBrushes(run: Run, axes: readonly PlacedAxis[], brushes: Brushes): boolean {
  return axes.every(({ quantity, place }) => {
    const brush = brushes[quantity];
    if (brush === undefined) return true;
    const value = place(run);
    return value >= brush[0] && value <= brush[1];
  });
}

/** @param shown runs within the brushes; the others step back */
export function parallelOf(
  runs: readonly Run[],
  axes: readonly PlacedAxis[],
  shown: ReadonlySet<number>,
  colors: ReadonlyMap<number, string>,
): ParallelData {
  return {
    axes,
    lines: runs.map((run) => ({
      values: axes.map(({ place }) => place(run)),
      merit: shown.has(run.id) ? 1 : 0,
      ...(shown.has(run.id) ? { color: colors.get(run.id) ?? '' } : {}),
    })),
    color: '',
  };
}

/** Runs in a plane with the front of those that no other beats in both. */
export function scatterOf(
  runs: readonly Run[],
  x: PlacedAxis,
  y: PlacedAxis,
  colors: ReadonlyMap<number, string>,
  color: string,
): PointsData {
  const placed = runs.map((run) => ({ run, x: x.place(run), y: y.place(run) }));
  const front = paretoFront(placed, directionOf(x.quantity), directionOf(y.quantity));
  const best = new Set(front.map(({ run }) => run.id));
  return {
    xLabel: x.label,
    yLabel: y.label,
    xScaling: x.scaling,
    yScaling: y.scaling,
    xNames: x.names,
    xWhole: x.whole,
    points: placed.map((point) => ({
      x: point.x,
      y: point.y,
      weight: best.has(point.run.id) ? 'best' : 'normal',
      color: colors.get(point.run.id) ?? color,
    })),
    line: { xs: front.map((point) => point.x), ys: front.map((point) => point.y) },
    color,
  };
}

/** Points that none other equals or beats in both, from left to right. Empty without two directions. */
export function paretoFront<P extends { readonly x: number; readonly y: number }>(
  points: readonly P[],
  xDirection: 'min' | 'max' | 'none',
  yDirection: 'min' | 'max' | 'none',
): P[] {
  if (xDirection === 'none' || yDirection === 'none') return [];
  const sign = (direction: 'min' | 'max') => (direction === 'min' ? 1 : -1);
  const [sx, sy] = [sign(xDirection), sign(yDirection)];
  const known = points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const ordered = [...known].sort((a, b) => sx * (a.x - b.x) || sy * (a.y - b.y));
  let best = Infinity;
  const front = ordered.filter(({ y }) => {
    if (sy * y >= best) return false;
    best = sy * y;
    return true;
  });
  return front.sort((a, b) => a.x - b.x);
}
