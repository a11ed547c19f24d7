import { z } from 'zod';
import { probeResultSchema } from '../answers/index.ts';
import { id } from '../records/fields.ts';
import { projectSchema } from '../records/index.ts';
import type { TaskDescriptor } from '../tasks.ts';
import { none } from './nothing.ts';

export const statusSchema = z.object({
  version: z.string(),
  home: z.string(),
  device: probeResultSchema.nullable(),
  /** Trainer processes at work. */
  trainers: z.number().int(),
  /** Threads given to the runs at work, together; the cores are divided among them. */
  threads: z.number().int(),
  cores: z.number().int(),
  queued: z.number().int(),
  /** Sum over running runs. */
  stepsPerSecond: z.number(),
  /** Resident memory of the engine and its trainers, megabytes. */
  memoryMegabytes: z.number(),
  /** Room on the disk of the home folder; null until it is known. */
  diskFreeMegabytes: z.number().nullable(),
});
export type Status = z.infer<typeof statusSchema>;

/** Requests about the engine itself, projects and tasks. */
export const applicationRequests = {
  'app.status': { input: none, output: statusSchema },
  'app.preferences': { input: none, output: z.record(z.string(), z.string()) },
  'app.setPreference': {
    input: z.object({ name: z.string().max(60), value: z.string().max(20_000) }),
    output: none,
  },
  'projects.list': { input: none, output: z.array(projectSchema) },
  'projects.create': {
    input: z.object({ name: z.string().min(1).max(100) }),
    output: projectSchema,
  },
  'projects.rename': {
    input: z.object({ id, name: z.string().min(1).max(100) }),
    output: projectSchema,
  },
  /** Only a project without runs. */
  'projects.remove': { input: z.object({ id }), output: none },
  'tasks.list': { input: none, output: z.custom<readonly TaskDescriptor[]>(Array.isArray) },
} as const;
