import { z } from 'zod';
import { workSchema } from './work.ts';

/**
 * How a contestant is driven: one JSON object a line on its standard input, one answer a line on
 * its standard output, in order. `contestants/pytorch_contestant.py` speaks it too.
 */
export const requestSchema = z.discriminatedUnion('do', [
  /** What it is and with how many threads it computes. */
  z.object({ do: z.literal('describe') }),
  /** Builds the model and its data under a number of the caller's choice. */
  z.object({ do: z.literal('prepare'), id: z.number().int(), work: workSchema }),
  /** Runs `warm` steps untimed, then timed ones until the time is over, at least one. */
  z.object({
    do: z.literal('turn'),
    id: z.number().int(),
    warm: z.number().int().min(0),
    milliseconds: z.number().min(0),
  }),
  /** Largest resident memory of the process so far. */
  z.object({ do: z.literal('memory') }),
  z.object({ do: z.literal('drop'), id: z.number().int() }),
  /** Highest arithmetic speed that the contestant reaches, whatever the means. */
  z.object({ do: z.literal('peak') }),
]);
export type Request = z.infer<typeof requestSchema>;

export const descriptionSchema = z.object({
  /** `Unroll 0.1.0`, `PyTorch 2.13.0`. */
  name: z.string(),
  threads: z.number().int(),
  details: z.record(z.string(), z.string()),
});
export type Description = z.infer<typeof descriptionSchema>;

export const preparedSchema = z.object({
  /**
   * Values in the model's matrices: tells whether contestants built the same one. Biases are left
   * out, since PyTorch's cells have two.
   */
  weights: z.number().int(),
  /** What runs the recurrence, where a contestant has a choice. */
  kernel: z.string().optional(),
});

export type Prepared = z.infer<typeof preparedSchema>;

export const turnSchema = z.object({
  /** Milliseconds of each timed step. */
  times: z.array(z.number().positive()).min(1),
  /** Loss of the last step, or a gradient's sum: not finite where something went wrong. */
  value: z.number(),
});
export type Turn = z.infer<typeof turnSchema>;

export const memorySchema = z.object({ bytes: z.number().positive() });

export const peakSchema = z.object({
  /** 10^9 floating-point operations a second; null where this cannot be measured. */
  fp32: z.number().positive().nullable(),
  bf16: z.number().positive().nullable(),
  /** How it was measured, in a few words. */
  method: z.string(),
});
export type Peak = z.infer<typeof peakSchema>;

/** `unsupported`: this contestant cannot do such work at all; `error`: it failed. */
export const answerSchema = z.union([
  z.object({ ok: z.unknown() }).refine((answer) => answer.ok !== undefined),
  z.object({ unsupported: z.string() }),
  z.object({ error: z.string() }),
]);
