import { inspectWeights, readWeightFile } from '../../weights/index.ts';
import type { RunJob } from './job.ts';

/** Looks at a file of weights; TensorFlow is loaded but not used. */
export const inspectWeightFile: RunJob<'inspect-weights'> = async (job) => ({
  kind: 'inspect-weights',
  inspection: inspectWeights(await readWeightFile(job.path)),
});
