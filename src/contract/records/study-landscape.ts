import { z } from 'zod';

/** What a study's trials say of its settings: importance, and what to expect of each value. */

const value = z.union([z.number(), z.string(), z.boolean()]);

export const parameterImportanceSchema = z.object({
  name: z.string(),
  /** Share of the objective's variance that it alone explains, from 0 to 1. */
  share: z.number(),
  /** How unsure that is: one standard deviation. */
  deviation: z.number(),
});
export type ImportanceEntry = z.infer<typeof parameterImportanceSchema>;

export const studyLandscapeSchema = z.object({
  /** By descending share; empty with too few completed trials. */
  importance: z.array(parameterImportanceSchema),
  /** For each setting what to expect of its values, whatever the others are; empty likewise. */
  slices: z.array(
    z.object({
      parameter: z.string(),
      curve: z.array(z.object({ value, mean: z.number(), deviation: z.number() })),
    }),
  ),
  /** The two settings asked for, else the two that matter most; null with fewer than two. */
  contour: z
    .object({
      x: z.object({ parameter: z.string(), values: z.array(value) }),
      y: z.object({ parameter: z.string(), values: z.array(value) }),
      /** Row by row: `results[j][i]` is what to expect at the i-th x and the j-th y. */
      results: z.array(z.array(z.number())),
    })
    .nullable(),
});
export type StudyLandscape = z.infer<typeof studyLandscapeSchema>;
