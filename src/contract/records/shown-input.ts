import { z } from 'zod';

/** What a network read, as a person can look at it; long series are thinned out. */
export const shownInputSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('series'),
    steps: z.number().int(),
    /** Some of the channels; null is a missing value. */
    channels: z.array(z.object({ name: z.string(), values: z.array(z.number().nullable()) })),
  }),
  z.object({
    kind: z.literal('image'),
    height: z.number().int(),
    width: z.number().int(),
    /** Row by row, brightness from 0 to 1. */
    pixels: z.array(z.number()),
  }),
  z.object({ kind: z.literal('text'), text: z.string() }),
  /** A recording of the data set, by its name in the archive; null where it is not of one. */
  z.object({ kind: z.literal('sound'), file: z.string().nullable(), seconds: z.number() }),
]);
export type ShownInput = z.infer<typeof shownInputSchema>;
