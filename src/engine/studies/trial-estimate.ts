import {
  type Dataset,
  estimate,
  type Settings,
  type TaskDescriptor,
} from '../../contract/index.ts';

/** A nominal machine, so that the same values always cost the same: constraints must not waver. */
const nominalMachine = { gflops: 100, compiled: true };

/** What a trial would cost: `parameters`, `memory_mb`, `minutes`; empty where the task tells nothing. */
export function estimateFor(
  dataset: Dataset,
  task: TaskDescriptor,
  settings: Settings,
): Readonly<Record<string, number>> {
  const found = estimate(dataset, task, settings, nominalMachine, []);
  if (found === null) return {};
  return {
    parameters: Math.round(found.parameters),
    memory_mb: found.bytes / 1e6,
    minutes: found.seconds / 60,
  };
}
