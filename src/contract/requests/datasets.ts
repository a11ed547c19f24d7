import { z } from 'zod';
import { id } from '../records/fields.ts';
import { clipSoundSchema, datasetSchema } from '../records/index.ts';
import { none } from './nothing.ts';
import { ticket } from './ticket.ts';

/** Requests about data sets. */
export const datasetRequests = {
  'datasets.list': { input: none, output: z.array(datasetSchema) },
  /**
   * Looks at a file, copies it into the home folder and keeps it; a known file comes back as it is.
   * A folder, or a file with others that belong to it, becomes one data set in one archive. Fails as
   * `stopped` where `jobs.stop` is asked for with its ticket, and then nothing is kept.
   */
  'datasets.import': {
    input: z.object({
      path: z.string().min(1),
      others: z.array(z.string().min(1)).max(10_000).optional(),
      ticket,
    }),
    output: z.object({ dataset: datasetSchema, known: z.boolean() }),
  },
  /** Which of several dropped files belong together and make one data set. */
  'datasets.group': {
    input: z.object({ paths: z.array(z.string().min(1)).max(10_000) }),
    output: z.array(z.array(z.string())),
  },
  /** The bundled samples: file names under the resources folder. */
  'datasets.samples': {
    input: none,
    output: z.array(
      z.object({ id: z.string(), label: z.string(), help: z.string(), path: z.string() }),
    ),
  },
  'datasets.rename': {
    input: z.object({ id, name: z.string().min(1).max(200) }),
    output: datasetSchema,
  },
  /** One recording of a data set, to be heard and seen. */
  'datasets.clip': {
    input: z.object({ id, file: z.string().min(1).max(4096) }),
    output: clipSoundSchema,
  },
  'datasets.remove': { input: z.object({ id }), output: none },
  'datasets.restore': { input: z.object({ id }), output: datasetSchema },
} as const;
