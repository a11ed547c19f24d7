import { z } from 'zod';
import { settingsRecordSchema } from '../settings.ts';
import { baselineSchema, environmentSchema, metricValuesSchema, modelFactsSchema } from './run.ts';

/** For other programs: names of torch.nn as safetensors or as a state dictionary, or an ONNX graph. */
export const weightExportFormats = ['safetensors', 'pytorch', 'onnx'] as const;
export type WeightExportFormat = (typeof weightExportFormats)[number];

const shape = z.array(z.number().int());

/** A tensor of a file that nothing is made of, with the reason where there is one to tell. */
const leftOver = z.object({ tensor: z.string(), shape, why: z.string() });

/** A layer that was found in a file of weights. */
export const foundLayerSchema = z.object({
  /** As the file names it: `rnn.l0`, `lstm_1`. */
  name: z.string(),
  kind: z.enum(['recurrent', 'embedding', 'linear']),
  /** "LSTM 65 → 128". */
  summary: z.string(),
  tensors: z.array(z.string()),
  /** Trained values in it. */
  values: z.number().int(),
});
export type FoundLayer = z.infer<typeof foundLayerSchema>;

/** What a file of weights of another program holds. */
export const weightInspectionSchema = z.object({
  /** "PyTorch state dictionary". */
  label: z.string(),
  tensors: z.number().int(),
  layers: z.array(foundLayerSchema),
  /** Settings of a network that the layers fit into. */
  settings: settingsRecordSchema,
  leftOver: z.array(leftOver),
});
export type WeightInspection = z.infer<typeof weightInspectionSchema>;

/** Which tensors of a file become which parameters of a run. */
export const weightMappingSchema = z.object({
  mapped: z.array(
    z.object({
      /** Parameter of the run: `rnn.0.input_kernel`. */
      target: z.string(),
      shape,
      /** Layer of the file: `rnn.l0`. */
      source: z.string(),
      tensors: z.array(z.string()),
      /** What is done to the values: "transposed; gates … → …". */
      conversion: z.string(),
    }),
  ),
  /** Parameters that keep their random first values. */
  missing: z.array(z.object({ target: z.string(), shape, why: z.string() })),
  leftOver: z.array(leftOver),
});
export type WeightMapping = z.infer<typeof weightMappingSchema>;

/** A run of imported weights before its first step, as it was measured. */
export const importedWeightsSchema = z.object({
  environment: environmentSchema,
  facts: modelFactsSchema,
  baselines: z.array(baselineSchema),
  /** `val/nats` and so on. */
  val: metricValuesSchema,
  test: metricValuesSchema,
  verdict: z.string(),
  checkpoints: z.array(
    z.object({ kind: z.enum(['best', 'last']), file: z.string(), bytes: z.number().int() }),
  ),
});
export type ImportedWeights = z.infer<typeof importedWeightsSchema>;
