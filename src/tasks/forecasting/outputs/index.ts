import { normalOutput } from './normal.ts';
import type { ForecastOutput, OutputId } from './output.ts';
import { type PointLoss, pointOutput } from './point.ts';
import { quantilesOutput } from './quantiles.ts';
import { studentTOutput } from './student-t.ts';

/** Every kind of output; the conformance suite runs over this list. */
export const outputs: readonly ForecastOutput[] = [
  pointOutput('mse'),
  quantilesOutput,
  normalOutput,
  studentTOutput,
];

/** @param loss of a point forecast; the others have a loss of their own */
export function outputById(id: OutputId, loss: PointLoss): ForecastOutput {
  const found = outputs.find((output) => output.id === id);
  if (found === undefined) throw new Error(`no output ${id}`);
  return id === 'point' ? pointOutput(loss) : found;
}

export type { ForecastDistribution, ForecastOutput, OutputId } from './output.ts';
export type { PointLoss } from './point.ts';
