import { z } from 'zod';
import { id, time } from './fields.ts';

export const projectSchema = z.object({ id, name: z.string(), createdAt: time });
export type Project = z.infer<typeof projectSchema>;
