import type { Chart } from '../chart.ts';
import { type ForecastData, forecastFacts, forecastTable } from './data.ts';
import { forecastScene } from './scene.ts';

/** A forecast beside the truth and the strongest naive forecast. */
export const forecast: Chart<ForecastData> = {
  id: 'forecast',
  /** The second half of the sequence plays the horizon, forecast and truth at once. */
  fromSequence: (values) => {
    const middle = values.length >> 1;
    return {
      channel: 'sequence',
      color: '#0072b2',
      history: values.slice(0, middle),
      truth: values.slice(middle),
      forecast: values.slice(middle),
      baseline: [],
      bands: [
        {
          share: 0.9,
          label: '90 %',
          lower: values.slice(middle).map((value) => value - 1),
          upper: values.slice(middle).map((value) => value + 1),
        },
      ],
      labels: { truth: 'truth', forecast: 'forecast', baseline: 'baseline', step: 'step' },
      times: [],
    };
  },
  scene: forecastScene,
  table: forecastTable,
  facts: forecastFacts,
};
