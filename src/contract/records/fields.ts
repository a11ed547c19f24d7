import { z } from 'zod';

/** Fields that many records share. */

export const id = z.number().int().positive();
/** Milliseconds since 1970, UTC. */
export const time = z.number();

/** What a sentence is made of, by name: figures, names of metrics and kernels. */
export const wordDataSchema = z.record(z.string(), z.union([z.string(), z.number()]));
export type WordData = z.infer<typeof wordDataSchema>;

export const problemSchema = z.object({
  code: z.string(),
  message: z.string(),
  where: z.string().optional(),
  hint: z.string().optional(),
  data: wordDataSchema.optional(),
});
