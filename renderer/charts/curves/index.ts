import type { Chart } from '../chart.ts';
import type { CurveData } from './data.ts';
import { curveFacts, curveTable } from './listing.ts';
import { curveScene } from './scene.ts';

export const defaultCurveOptions: CurveData['options'] = {
  progress: 'step',
  xScaling: 'linear',
  yScaling: 'linear',
  smoothing: 0,
  clipped: false,
  live: false,
};

/** Metrics over training: the chart that everything in Unroll is read from. */
export const curves: Chart<CurveData> = {
  id: 'curves',
  fromSequence: (values) => ({
    curves: [
      {
        id: 'sequence',
        label: 'sequence',
        color: '#0072b2',
        pale: false,
        xs: values.map((_, index) => index),
        values,
        minima: values,
        maxima: values,
      },
    ],
    baselines: [],
    options: defaultCurveOptions,
    xLabel: 'step',
    yLabel: 'value',
    shared: null,
    domains: null,
  }),
  scene: curveScene,
  table: curveTable,
  facts: curveFacts,
};
