import { curves } from './curves/index.ts';
import { forecast } from './forecast/index.ts';
import { heatMap } from './heat-map/index.ts';
import { lines } from './lines/index.ts';
import { parallel } from './parallel/index.ts';
import { points } from './points/index.ts';
import { spans } from './spans/index.ts';
import { sparkline } from './sparkline/index.ts';
import { trajectories } from './trajectories/index.ts';

/** Every chart; the conformance suite runs over this list. */
export const charts = [
  curves,
  sparkline,
  forecast,
  points,
  parallel,
  heatMap,
  lines,
  spans,
  trajectories,
] as const;
