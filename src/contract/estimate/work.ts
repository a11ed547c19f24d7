import type { DatasetSummary } from '../records/index.ts';
import type { Settings } from '../settings.ts';

/** What one epoch asks of the machine. */
export interface Work {
  readonly parameters: number;
  /** Weights that each recurrent step multiplies. */
  readonly weightsPerStep: number;
  /** Of them, those of the recurrent layers. */
  readonly recurrent: number;
  /** Recurrent steps in an epoch, counted for every sequence. */
  readonly sequenceSteps: number;
  /** Sequences that run side by side. */
  readonly batch: number;
  /** Recurrent steps of one batch. */
  readonly steps: number;
}

/**
 * How a task works on some data; null where it cannot, or nothing is known.
 * @param settings every value of the task
 */
export type WorkOf = (summary: DatasetSummary, settings: Settings) => Work | null;
