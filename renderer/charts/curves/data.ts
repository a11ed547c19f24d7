import { type Domain, projector, type Scaling } from '../axis.ts';
import { mapNumbers, nearestIndex } from '../decimation.ts';
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
  /** Leaves the rarest twentieth of the values at each end out of view. */
  readonly clipped: boolean;
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

/** Values to pixels along both axes: shared by the drawing and the crosshair. */
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
