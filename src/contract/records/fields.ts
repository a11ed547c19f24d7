import { z } from 'zod';

/** Fields that many records share. */

export const id = z.number().int().positive();
/** Milliseconds since 1970, UTC. */
export const time = z.number();

export const problemSchema = z.object({
  code: z.string(),
  message: z.string(),
  where: z.string().optional(),
  hint: z.string().optional(),
});
