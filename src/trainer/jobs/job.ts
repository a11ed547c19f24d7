import type { JobKind, JobOf, JobResultOf } from '../../contract/index.ts';
import type { JobHost } from '../job-host.ts';

/**
 * One kind of work that a trainer process does. Resolves with what goes into `finished`; throws
 * UnrollError for what a person can mend. Ends early, with what it has, when the host is asked to
 * stop.
 */
export type RunJob<K extends JobKind> = (job: JobOf<K>, host: JobHost) => Promise<JobResultOf<K>>;

/** Jobs on a task with data, settings and a run folder. */
export type ModelJob = JobOf<
  | 'train'
  | 'rehearse'
  | 'evaluate'
  | 'generate'
  | 'forecast'
  | 'backtest'
  | 'transcribe'
  | 'translate'
  | 'classify'
  | 'compose'
  | 'diagnose'
  | 'import-weights'
  | 'export-weights'
  | 'find-rate'
>;
