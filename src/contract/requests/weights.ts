import { z } from 'zod';
import { id } from '../records/fields.ts';
import {
  runSchema,
  weightExportFormats,
  weightInspectionSchema,
  weightMappingSchema,
} from '../records/index.ts';
import { settingsRecordSchema } from '../settings.ts';

const weightImport = z.object({
  /** File of weights of another program. */
  path: z.string().min(1),
  /** JSON file that numbers its tokens. */
  vocabulary: z.string().min(1).optional(),
  datasetId: id,
  task: z.string(),
  /** Win over what the weights suggest. */
  settings: settingsRecordSchema,
  /** Layer of the file by layer of the network: `output` from `decoder.fc`. */
  wishes: z.record(z.string(), z.string()).optional(),
  /** Parameters without a source may keep their random first values. */
  partial: z.boolean().optional(),
  name: z.string().max(100).optional(),
  projectId: id.optional(),
  tags: z.array(z.string().max(60)).optional(),
});
export type WeightImport = z.infer<typeof weightImport>;

/** Requests about weights of other programs, and for them. */
export const weightRequests = {
  /** What a file of weights of another program holds. */
  'weights.inspect': {
    input: z.object({ path: z.string().min(1) }),
    output: weightInspectionSchema,
  },
  /** What would become what; nothing is changed. */
  'weights.plan': {
    input: weightImport,
    output: z.object({ settings: settingsRecordSchema, mapping: weightMappingSchema }),
  },
  /** Writes a run's best weights for other programs into a new folder. */
  'weights.export': {
    input: z.object({
      runId: id,
      directory: z.string().min(1),
      format: z.enum(weightExportFormats).default('safetensors'),
    }),
    output: z.object({ files: z.array(z.string()) }),
  },
  /** Makes a paused run of them, which can be measured, used and trained further. */
  'weights.import': {
    input: weightImport,
    output: z.object({ run: runSchema, mapping: weightMappingSchema }),
  },
} as const;
