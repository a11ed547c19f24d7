import type { Job, JobKind, JobResult } from '../../contract/index.ts';
import type { JobHost } from '../job-host.ts';
import type { RunJob } from './job.ts';

/** Loaded only when asked for: looking at a file must not wait for TensorFlow. */
const jobs: { readonly [K in JobKind]: () => Promise<RunJob<K>> } = {
  inspect: async () => (await import('./inspect.ts')).inspect,
  train: async () => (await import('./train.ts')).train,
  evaluate: async () => (await import('./evaluate.ts')).evaluate,
  generate: async () => (await import('./generate.ts')).generate,
  backtest: async () => (await import('./backtest.ts')).backtest,
  forecast: async () => (await import('./forecast.ts')).forecast,
  transcribe: async () => (await import('./transcribe.ts')).transcribe,
  translate: async () => (await import('./translate.ts')).translate,
  'inspect-weights': async () => (await import('./inspect-weights.ts')).inspectWeightFile,
  'import-weights': async () => (await import('./import-weights.ts')).importWeights,
  diagnose: async () => (await import('./diagnose.ts')).diagnose,
  classify: async () => (await import('./classify.ts')).classify,
  compose: async () => (await import('./compose.ts')).compose,
  'export-weights': async () => (await import('./export-weights.ts')).exportWeights,
  'find-rate': async () => (await import('./find-rate.ts')).findRate,
  rehearse: async () => (await import('./rehearse.ts')).rehearse,
  probe: async () => (await import('./probe.ts')).probe,
};

export async function runJob(job: Job, host: JobHost): Promise<JobResult> {
  // The key and the job's kind are the same value, which the type of a union cannot tell.
  const run = (await jobs[job.kind]()) as (job: Job, host: JobHost) => Promise<JobResult>;
  return run(job, host);
}
