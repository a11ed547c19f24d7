import { z } from 'zod';

/** What a hyperparameter search varies, as it is stored and sent; src/search gives it its meaning. */

const value = z.union([z.number(), z.string(), z.boolean()]);

const condition = z.object({ parameter: z.string(), is: z.array(value).readonly() }).readonly();

const range = {
  name: z.string(),
  low: z.number(),
  high: z.number(),
  log: z.exactOptional(z.boolean()),
  step: z.exactOptional(z.number()),
  when: z.exactOptional(condition),
  /** Shapes the network: weights cannot be taken over from another value. */
  structural: z.exactOptional(z.boolean()),
};

export const parameterSchema = z
  .discriminatedUnion('type', [
    z.object({ ...range, type: z.literal('float') }),
    z.object({ ...range, type: z.literal('integer') }),
    z.object({
      name: z.string(),
      type: z.literal('categorical'),
      choices: z.array(value).readonly(),
      when: z.exactOptional(condition),
      structural: z.exactOptional(z.boolean()),
    }),
  ])
  .readonly();
export type StudyParameter = z.infer<typeof parameterSchema>;

/** The values of one trial; parameters that mean nothing beside the others are left out. */
export const parameterValuesSchema = z.record(z.string(), value).readonly();
export type StudyValues = z.infer<typeof parameterValuesSchema>;

/** A bound on what is estimated before a trial runs: `parameters`, `memory_mb`, `step_ms`. */
export const constraintSchema = z
  .object({
    quantity: z.string(),
    atMost: z.exactOptional(z.number()),
    atLeast: z.exactOptional(z.number()),
  })
  .readonly();
export type StudyConstraint = z.infer<typeof constraintSchema>;
