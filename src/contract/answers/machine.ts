import { z } from 'zod';

/** What a machine is, and what a training would take on it. */

/** What TensorFlow is here and how fast. */
export const probeResultSchema = z.object({
  tensorflow: z.string(),
  device: z.enum(['gpu', 'cpu', 'wasm']),
  threads: z.number().int(),
  processor: z.string(),
  /** Measured on a square matrix product of 1024. */
  gflops: z.number(),
  /** Recurrent kernels that can run here. */
  kernels: z.array(z.string()),
  /** Unroll's own compiled operations; null with WebAssembly and on a GPU, which have none. */
  nativeKernels: z
    .discriminatedUnion('state', [
      z.object({
        state: z.literal('ready'),
        /** Processor instructions that they use. */
        isa: z.string(),
        threads: z.number().int(),
        operations: z.array(z.string()),
        /** The processor's arithmetic, 10^9 operations a second; bf16: null where it has none. */
        peak: z.object({ fp32: z.number(), bf16: z.number().nullable() }).nullable(),
      }),
      z.object({ state: z.enum(['off', 'absent', 'stale', 'broken']), reason: z.string() }),
    ])
    .nullable(),
});
export type ProbeResult = z.infer<typeof probeResultSchema>;

/** What a whole training would take, measured in a moment of it. */
export const rehearsalResultSchema = z.object({
  /** On average, with the fetching of its batch and the writing of its report. */
  stepMilliseconds: z.number(),
  /** With the samples and the checkpoint that come with it. */
  evaluationSeconds: z.number(),
  /** From the start of the process to the first step: reading the data, the baselines. */
  startSeconds: z.number(),
  /** Training and evaluations together, until the last step or the time limit. */
  seconds: z.number(),
  limitedByTime: z.boolean(),
  steps: z.number(),
  /** Resident memory of the trainer at most. */
  peakBytes: z.number(),
  parameters: z.number().int(),
  kernel: z.string(),
});
export type RehearsalResult = z.infer<typeof rehearsalResultSchema>;
