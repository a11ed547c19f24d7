import {
  type Domain,
  extentOf,
  growDomain,
  growProgress,
  projector,
  type Scaling,
  unionOf,
} from '../axis.ts';
import { type LineFacts, lineFacts, type Table } from '../chart.ts';
import { lowerBound, mapNumbers, nearestIndex } from '../decimation.ts';
import type { Progress } from '../live-series.ts';
import { smooth } from '../smoothing.ts';

/** One metric of one run. All arrays have the same length; `xs` ascends. */
export interface Curve {
  readonly id: string;
  /** Short: stands at the end of the line. */
  readonly label: string;
  readonly color: string;
  /** Thin and pale: the training half of a pair whose other half is validation. */
  readonly pale: boolean;
  readonly xs: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  /** Smallest and largest value of what was merged into each point. */
  readonly minima: ArrayLike<number>;
  readonly maxima: ArrayLike<number>;
}

export interface BaselineLine {
  readonly label: string;
  readonly value: number;
}

export interface CurveOptions {
  readonly progress: Progress;
  readonly xScaling: Scaling;
  readonly yScaling: Scaling;
  /** 0 to below 1. */
  readonly smoothing: number;
  /** Seconds or steps still come: axes grow in steps instead of ending at the last point. */
  readonly live: boolean;
}

export interface CurveData {
  readonly curves: readonly Curve[];
  readonly baselines: readonly BaselineLine[];
  readonly options: CurveOptions;
  /** Words on the axes, with the unit: "step", "nats". */
  readonly xLabel: string;
  readonly yLabel: string;
  /** What other charts of the view reach along x, so that their axes agree; null for a chart alone. */
  readonly shared: Domain | null;
  /** What the axes show now; null leaves the choice to `fitDomains`. */
  readonly domains: CurveDomains | null;
}

export interface CurveDomains {
  readonly x: Domain;
  readonly y: Domain;
}

/** A curve as it is drawn: `line` is smoothed, `shadow` is the raw line beneath (null when the same). */
export interface PreparedCurve {
  readonly curve: Curve;
  readonly line: ArrayLike<number>;
  readonly shadow: ArrayLike<number> | null;
  /** Whether points stand for several, so that a band from minimum to maximum means something. */
  readonly merged: boolean;
}

export function prepareCurves(data: CurveData, x: Domain): PreparedCurve[] {
  const { smoothing, xScaling } = data.options;
  // Along a log axis smoothing reaches as far as it looks, not as far as it counts.
  const along = (value: number): number =>
    xScaling === 'log' ? Math.log10(Math.max(value, x.min)) : value;
  const range = along(x.max) - along(x.min);
  return data.curves.map((curve) => {
    const smoothed = smoothing > 0 && curve.values.length > 2;
    const line = smoothed
      ? smooth(mapNumbers(curve.xs, along), curve.values, smoothing, range)
      : curve.values;
    return { curve, line, shadow: smoothed ? curve.values : null, merged: isMerged(curve) };
  });
}

function isMerged({ minima, maxima }: Curve): boolean {
  for (let i = 0; i < minima.length; i++) if (minima[i]! < maxima[i]!) return true;
  return false;
}

/** Ends of an ascending axis, without looking at all of it. */
export function endsOf(xs: ArrayLike<number>, scaling: Scaling): Domain | undefined {
  const first = scaling === 'log' ? xs[lowerBound(xs, Number.MIN_VALUE)] : xs[0];
  return extentOf([first ?? Number.NaN, xs[xs.length - 1] ?? Number.NaN], scaling);
}

/** The part of the x axis that the data needs; grows in steps while the run is live. */
export function fitX(data: CurveData, previous?: Domain): Domain {
  const { live, xScaling } = data.options;
  let extent =
    data.shared === null ? undefined : extentOf([data.shared.min, data.shared.max], xScaling);
  for (const { xs } of data.curves) extent = unionOf(extent, endsOf(xs, xScaling));
  if (extent === undefined)
    return previous ?? (xScaling === 'log' ? { min: 1, max: 10 } : { min: 0, max: 1 });
  if (live) return growProgress(previous, extent.max, xScaling);
  if (xScaling === 'linear') extent = { min: Math.min(0, extent.min), max: extent.max };
  return extent.max > extent.min ? extent : growProgress(undefined, extent.max, xScaling);
}

/**
 * The y axis for what is visible between the ends of `x`. The strongest baseline (the first) is
 * always in view; the others only where they do not squeeze the curves.
 */
export function fitY(data: CurveData, x: Domain, previous?: Domain): Domain {
  const { yScaling } = data.options;
  let extent: Domain | undefined;
  for (const { curve, line } of prepareCurves(data, x)) {
    const from = lowerBound(curve.xs, x.min);
    const to = Math.min(curve.xs.length, lowerBound(curve.xs, x.max) + 1);
    extent = unionOf(extent, extentOf(line, yScaling, from, to));
    extent = unionOf(extent, robustExtent(curve, yScaling, from, to));
  }
  const strongest = data.baselines[0]?.value;
  if (strongest !== undefined) extent = unionOf(extent, extentOf([strongest], yScaling));
  return growDomain(previous, extent, yScaling);
}

/** Extent of the raw values without the rarest half per cent at each end: a spike must not flatten the rest. */
function robustExtent(
  curve: Curve,
  scaling: Scaling,
  from: number,
  to: number,
): Domain | undefined {
  if (to - from < 200) return extentOf(curve.values, scaling, from, to);
  const stride = Math.max(1, Math.floor((to - from) / 400));
  const sample: number[] = [];
  for (let i = from; i < to; i += stride) {
    const value = curve.values[i]!;
    if (Number.isFinite(value) && (scaling === 'linear' || value > 0)) sample.push(value);
  }
  sample.sort((a, b) => a - b);
  const cut = Math.floor(sample.length * 0.005);
  return extentOf(sample, scaling, cut, sample.length - cut);
}

export function fitDomains(data: CurveData, previous?: CurveDomains): CurveDomains {
  if (data.domains !== null) return data.domains;
  const x = fitX(data, previous?.x);
  return { x, y: fitY(data, x, previous?.y) };
}

/** A value under the crosshair. */
export interface Reading {
  readonly curve: Curve;
  readonly x: number;
  readonly value: number;
}

/** Of every curve the point nearest to a position; curves that end more than `reach` away are left out. */
export function readAt(
  prepared: readonly PreparedCurve[],
  position: number,
  reach: number,
): Reading[] {
  const readings: Reading[] = [];
  for (const { curve, line } of prepared) {
    const index = nearestIndex(curve.xs, line, position);
    if (index < 0) continue;
    const end = curve.xs[curve.xs.length - 1]!;
    if (position < curve.xs[0]! - reach || position > end + reach) continue;
    readings.push({ curve, x: curve.xs[index]!, value: line[index]! });
  }
  return readings;
}

export function curveTable(data: CurveData): Table {
  const rows: (string | number | null)[][] = [];
  for (const { curve, line } of prepareCurves(data, fitX(data))) {
    for (let i = 0; i < curve.xs.length; i++) {
      const numbers = [
        curve.xs[i]!,
        curve.values[i]!,
        curve.minima[i]!,
        curve.maxima[i]!,
        line[i]!,
      ];
      rows.push([curve.label, ...numbers.map((value) => (Number.isFinite(value) ? value : null))]);
    }
  }
  for (const { label, value } of data.baselines) rows.push([label, null, value, null, null, null]);
  return { columns: ['line', data.options.progress, 'value', 'min', 'max', 'smoothed'], rows };
}

export function curveFacts(data: CurveData): LineFacts[] {
  return data.curves.flatMap((curve) => lineFacts(curve.label, curve.values) ?? []);
}

/** Index of the position along a log or linear axis in pixels: shared by the drawing and the crosshair. */
export function projectors(
  data: CurveData,
  domains: CurveDomains,
  plot: { left: number; top: number; width: number; height: number },
): { x: (value: number) => number; y: (value: number) => number } {
  return {
    x: projector(domains.x, data.options.xScaling, plot.left, plot.width),
    y: projector(domains.y, data.options.yScaling, plot.top + plot.height, -plot.height),
  };
}
