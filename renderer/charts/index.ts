import { curves } from './curves/index.ts';
import { forecast } from './forecast/index.ts';
import { heatMap } from './heat-map/index.ts';
import { parallel } from './parallel/index.ts';
import { points } from './points/index.ts';
import { sparkline } from './sparkline/index.ts';

/** Every chart; the conformance suite runs over this list. */
export const charts = [curves, sparkline, forecast, points, parallel, heatMap] as const;
