import { inspectFile } from '../../datasets/index.ts';
import { suggestTasks } from '../../tasks/descriptors.ts';
import type { RunJob } from './job.ts';

/** Looks at a file; nothing here loads TensorFlow, so that a dropped file shows up at once. */
export const inspect: RunJob<'inspect'> = async (job, host) => {
  const inspection = await inspectFile(job.path, {
    format: job.format,
    onProgress: (label, done) => host.send({ type: 'progress', label, done }),
  });
  const suggestions = suggestTasks(inspection.summary);
  return { kind: 'inspect', inspection: { ...inspection, suggestions } };
};
