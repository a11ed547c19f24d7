import { join } from 'node:path';
import type { RehearsalResult, RequestInput } from '../contract/index.ts';
import type { Store } from '../store/store.ts';
import { taskDescriptor } from '../tasks/descriptors.ts';
import { expectSound, makePlan } from './plans.ts';
import type { ShortJobs } from './short-jobs.ts';

/**
 * Trains for a moment, to tell what the whole would take.
 * @throws UnrollError naming the setting that is wrong, or why the data cannot serve
 */
export async function rehearseRun(
  { store, jobs, home }: { store: Store; jobs: ShortJobs; home: string },
  { datasetId, task, settings: given, ticket }: RequestInput<'runs.rehearse'>,
): Promise<RehearsalResult> {
  const dataset = store.datasets.get(datasetId);
  const { settings } = expectSound(
    makePlan({ task: taskDescriptor(task), dataset, settings: given }),
  );
  const { path, format, compression, hash } = dataset;
  const rehearsal = {
    ...({ kind: 'rehearse', task, settings } as const),
    data: { path, format, compression, hash },
    // Nothing is written there.
    directory: join(home, 'runs'),
    kernelTimes: join(home, 'kernel-times.json'),
  };
  const job = jobs.do(rehearsal, {}, ticket);
  return (await job.result).result;
}
