import type {
  Dataset,
  Estimate,
  RequestInput,
  Settings,
  TaskDescriptor,
} from '../contract/index.ts';
import type { Store } from '../store/store.ts';
import { taskDescriptor } from '../tasks/descriptors.ts';
import { estimate } from '../tasks/estimate.ts';
import type { Device } from './device.ts';

/** The newest runs say best how fast this machine is now. */
const runsConsidered = 20;

/** What training would take here, before it was tried; null where nothing tells. */
export function estimateRun(
  { store, device }: { readonly store: Store; readonly device: Device },
  { datasetId, task, settings }: RequestInput<'runs.estimate'>,
): Estimate | null {
  const { facts } = device;
  const machine = facts && { gflops: facts.gflops, compiled: facts.kernels.includes('native') };
  const past = store.runs
    .finished(task, runsConsidered)
    .map((run) => ({ run, dataset: store.datasets.get(run.datasetId) }));
  return estimate(store.datasets.get(datasetId), taskDescriptor(task), settings, machine, past);
}

/** A nominal machine, so that the same values always cost the same: constraints must not waver. */
const nominalMachine = { gflops: 100, compiled: true };

/** What a trial would cost: `parameters`, `memory_mb`, `minutes`; empty where nothing tells. */
export function estimateTrial(
  dataset: Dataset,
  task: TaskDescriptor,
  settings: Settings,
): Readonly<Record<string, number>> {
  const found = estimate(dataset, task, settings, nominalMachine, []);
  if (found === null) return {};
  return {
    parameters: found.parameters,
    memory_mb: found.bytes / 1e6,
    minutes: found.seconds / 60,
  };
}
