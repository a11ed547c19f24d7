import { type Domain, extentOf, growDomain, growProgress, type Scaling, unionOf } from '../axis.ts';
import { lowerBound } from '../decimation.ts';
import { type CurveData, type CurveDomains, prepareCurves } from './data.ts';

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
    const rare = data.options.clipped ? 0.05 : 0.005;
    if (!data.options.clipped) extent = unionOf(extent, extentOf(line, yScaling, from, to));
    extent = unionOf(extent, robustExtent(curve.values, yScaling, from, to, rare));
  }
  const strongest = data.baselines[0]?.value;
  if (strongest !== undefined) extent = unionOf(extent, extentOf([strongest], yScaling));
  return growDomain(previous, extent, yScaling);
}

/** Extent of the raw values without the rarest at each end: a spike must not flatten the rest. */
function robustExtent(
  values: ArrayLike<number>,
  scaling: Scaling,
  from: number,
  to: number,
  rare: number,
): Domain | undefined {
  if (to - from < 1 / rare) return extentOf(values, scaling, from, to);
  const stride = Math.max(1, Math.floor((to - from) / 400));
  const sample: number[] = [];
  for (let i = from; i < to; i += stride) {
    const value = values[i]!;
    if (Number.isFinite(value) && (scaling === 'linear' || value > 0)) sample.push(value);
  }
  sample.sort((a, b) => a - b);
  const cut = Math.floor(sample.length * rare);
  return extentOf(sample, scaling, cut, sample.length - cut);
}

export function fitDomains(data: CurveData, previous?: CurveDomains): CurveDomains {
  if (data.domains !== null) return data.domains;
  const x = fitX(data, previous?.x);
  return { x, y: fitY(data, x, previous?.y) };
}
