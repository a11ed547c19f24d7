import type { Chart } from '../chart.ts';
import { type HeatMapData, heatMapFacts, heatMapTable } from './data.ts';
import { heatMapScene } from './scene.ts';

/** Values in rows and columns as coloured cells: which source token a target token attends to. */
export const heatMap: Chart<HeatMapData> = {
  id: 'heat-map',
  /** One row. */
  fromSequence: (values) => {
    const finite = values.filter(Number.isFinite);
    return {
      rows: values.length === 0 ? [] : ['sequence'],
      columns: values.map((_, index) => String(index)),
      values: values.length === 0 ? [] : [values],
      low: finite.reduce((a, b) => Math.min(a, b), Infinity),
      high: finite.reduce((a, b) => Math.max(a, b), -Infinity),
      color: '#0072b2',
    };
  },
  scene: heatMapScene,
  table: heatMapTable,
  facts: heatMapFacts,
};
