import { z } from 'zod';
import { audioSummarySchema } from './audio.ts';
import { musicSummarySchema } from './music.ts';
import { parallelSummarySchema } from './parallel.ts';
import { sequencesSummarySchema } from './sequences.ts';
import { tableSummarySchema } from './table.ts';
import { textSummarySchema } from './text.ts';

export * from './audio.ts';
export * from './music.ts';
export * from './parallel.ts';
export * from './sequences.ts';
export * from './table.ts';
export * from './text.ts';

/** What a data set holds; one file for each kind of data. */
export const datasetSummarySchema = z.discriminatedUnion('kind', [
  tableSummarySchema,
  textSummarySchema,
  parallelSummarySchema,
  audioSummarySchema,
  sequencesSummarySchema,
  musicSummarySchema,
]);
export type DatasetSummary = z.infer<typeof datasetSummarySchema>;
