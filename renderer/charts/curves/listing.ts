import { type LineFacts, lineFacts, type Table } from '../chart.ts';
import { type CurveData, prepareCurves } from './data.ts';
import { fitX } from './domains.ts';

/** What a chart of curves draws, as rows. */
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
