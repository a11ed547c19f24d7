import type {
  Dataset,
  Estimate,
  RequestInput,
  Settings,
  TaskDescriptor,
} from '../contract/index.ts';
import type { Store } from '../store/store.ts';
import { taskDescriptor } from '../tasks/descriptors.ts';
import { estimate, estimateAt, nominalSpeed, type Speed, speedAt } from '../tasks/estimate.ts';
import type { Device } from './device.ts';

/** The newest runs say best how fast this machine is now. */
const runsConsidered = 20;

interface Parts {
  readonly store: Store;
  readonly device: Device;
}

/** What training would take here, before it was tried; null where nothing tells. */
export function estimateRun(
  parts: Parts,
  { datasetId, task, settings }: RequestInput<'runs.estimate'>,
): Estimate | null {
  const { machine, past } = knownOf(parts, task);
  const dataset = parts.store.datasets.get(datasetId);
  return estimate(dataset, taskDescriptor(task), settings, machine, past);
}

/** How fast this machine is at a task, as far as it has been measured; else what is usual. */
export function speedHere(parts: Parts, task: TaskDescriptor): Speed {
  const { machine, past } = knownOf(parts, task.id);
  return speedAt(task, machine, past) ?? nominalSpeed;
}

function knownOf({ store, device: { facts } }: Parts, task: string) {
  const machine = facts && { gflops: facts.gflops, compiled: facts.kernels.includes('native') };
  const past = store.runs
    .finished(task, runsConsidered)
    .map((run) => ({ run, dataset: store.datasets.get(run.datasetId) }));
  return { machine, past };
}

/**
 * What a trial would cost: `parameters`, `memory_mb`, `step_ms`, `minutes`; empty where nothing tells.
 * @param speed kept with the study, so that the same values always cost the same: constraints must
 *   not waver as the study's own runs are measured
 */
export function estimateTrial(
  speed: Speed,
  dataset: Dataset,
  task: TaskDescriptor,
  settings: Settings,
): Readonly<Record<string, number>> {
  const found = estimateAt(speed, dataset, task, settings);
  if (found === null) return {};
  return {
    parameters: found.parameters,
    memory_mb: found.bytes / 1e6,
    step_ms: 1000 * found.stepSeconds,
    minutes: found.seconds / 60,
  };
}
