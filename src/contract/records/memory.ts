import { z } from 'zod';
import { settingsRecordSchema } from '../settings.ts';
import { wordDataSchema } from './fields.ts';

/** How long a recurrent layer remembers, and how its state moves; see docs/diagnostics.md. */
export const layerMemorySchema = z.object({
  /** As its parameters are named: `rnn.0`, `rnn.0.reverse`. */
  name: z.string(),
  cell: z.string(),
  /** Norm of the gradient of a late loss with respect to the state k steps before, by k from 0. */
  lags: z.array(z.number()),
  /** Steps after which that gradient has fallen to 1/e; null where it does not fall. */
  memory: z.number().nullable(),
  /** Of the state's step, largest first: means over some steps; empty for very wide layers. */
  singularValues: z.array(z.number()),
  /** Of the state's steps, largest first; natural logarithm a step. */
  lyapunov: z.array(z.number()),
  gates: z.array(
    z.object({
      name: z.string(),
      /** Share of values below 0.1 and above 0.9. */
      low: z.number(),
      high: z.number(),
      mean: z.number(),
    }),
  ),
  /** -1 / log of the mean of the gate that keeps the state; null without one. */
  timeConstant: z.number().nullable(),
  /** Of the loss with respect to the layer's weights. */
  gradientNorm: z.number(),
});
export type LayerMemory = z.infer<typeof layerMemorySchema>;

export const memorySampleSchema = z.object({
  kind: z.literal('memory'),
  step: z.number().int(),
  /** Steps of the sequences that were looked at: as far as gradients flow. */
  steps: z.number().int(),
  layers: z.array(layerMemorySchema),
  /** Loss where the state is forgotten every so many steps; the last is the whole length. */
  context: z.array(z.object({ steps: z.number().int(), loss: z.number() })),
  /** In one plain sentence what that means. */
  finding: z.object({ code: z.string(), message: z.string(), data: wordDataSchema }),
  /** Settings that should help, each with its reason. */
  advice: z.array(
    z.object({ code: z.string(), message: z.string(), settings: settingsRecordSchema }),
  ),
});
export type MemorySample = z.infer<typeof memorySampleSchema>;
