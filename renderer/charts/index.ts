import { curves } from './curves/index.ts';
import { forecast } from './forecast/index.ts';
import { sparkline } from './sparkline/index.ts';

/** Every chart; the conformance suite runs over this list. */
export const charts = [curves, sparkline, forecast] as const;
