import type { DatasetSummary, Settings } from '../contract/index.ts';

/** What training asks of a machine, told from a data set's summary alone. */
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
 * A task descriptor's companion, free of tensors.
 * @param settings every setting of the task
 * @returns null where the summary is of data that the task does not accept
 */
export type MeasureWork = (summary: DatasetSummary, settings: Settings) => Work | null;
