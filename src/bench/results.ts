import { z } from 'zod';
import type { Peak } from './protocol.ts';
import type { BenchRow } from './rows.ts';

/** What `unroll bench --json FILE` writes. */

const machineSchema = z.object({
  processor: z.string(),
  cores: z.number().int(),
  /** Threads that every contestant computed with, where a row says nothing else. */
  threads: z.number().int(),
  memory_gb: z.number(),
  platform: z.string(),
  node: z.string(),
  unroll: z.string(),
  tensorflow: z.string(),
  /** Null where no Python with PyTorch was found. */
  pytorch: z.string().nullable(),
  peak: z.object({
    fp32_gflops: z.number().nullable(),
    bf16_gflops: z.number().nullable(),
    method: z.string(),
  }),
  /** Processes that wanted to run, on average over a minute, before and after. */
  load: z.tuple([z.number(), z.number()]),
  date: z.iso.datetime(),
});
/** The machine and what ran on it, for whoever reads the figures later. */
export type MachineFacts = z.infer<typeof machineSchema>;

const resultRowSchema = z.object({
  /** Name of the row. */
  work: z.string(),
  /** Null: nobody to compare with was at hand. */
  peer: z.string().nullable(),
  /** Median milliseconds of a step. */
  ours_ms: z.number().optional(),
  peer_ms: z.number().optional(),
  /** Only where memory is measured. */
  ours_mb: z.number().optional(),
  peer_mb: z.number().optional(),
  /** The peer's figure over ours: 2 is twice as fast, or half the memory. */
  ratio: z.number().optional(),
  /** Interquartile range of the turns' ratios over their median; without a peer of our times. */
  spread: z.number().optional(),
  /** Turns of each contestant. */
  repeats: z.number().int(),
  /** Timed steps of ours. */
  steps: z.number().int().optional(),
  /** What ran our recurrence. */
  kernel: z.string().optional(),
  /** Arithmetic speed of ours and its share of the machine's peak; layers only. */
  gflops: z.number().optional(),
  share_of_peak: z.number().optional(),
});
/** One row against one peer. */
export type ResultRow = z.infer<typeof resultRowSchema>;

export const benchResultSchema = z.object({
  machine: machineSchema,
  rows: z.array(resultRowSchema),
});
export type BenchResult = z.infer<typeof benchResultSchema>;

/** A row beside what it was measured for. */
export interface MeasuredRow {
  readonly row: BenchRow;
  readonly result: ResultRow;
}

/** The best that anyone reached is the nearest to the machine's peak. */
export function highestPeak(peaks: readonly Peak[]): MachineFacts['peak'] {
  const [fp32, bf16] = [best(peaks, 'fp32'), best(peaks, 'bf16')];
  const methods = [
    ...(fp32 === null ? [] : [`fp32: ${fp32.method}`]),
    ...(bf16 === null ? [] : [`bf16: ${bf16.method}`]),
  ];
  return {
    fp32_gflops: fp32?.speed ?? null,
    bf16_gflops: bf16?.speed ?? null,
    method: methods.join('; '),
  };
}

function best(
  peaks: readonly Peak[],
  kind: 'fp32' | 'bf16',
): { readonly speed: number; readonly method: string } | null {
  const known = peaks.flatMap(({ [kind]: speed, method }) =>
    speed === null ? [] : [{ speed: Number(speed.toPrecision(4)), method }],
  );
  return known.sort((a, b) => b.speed - a.speed)[0] ?? null;
}
