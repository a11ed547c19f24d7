import { z } from 'zod';

/**
 * What the best weights made of each example of the test part, so that two runs can be compared
 * example by example. A row holds sums from which the measure of any choice of examples is made:
 * `wer` word errors and words, `mse` squared errors and values, `nll` nats and frames, `bleu` four counts of matches, four of
 * tokens in a row, length and reference length.
 */
export const exampleResultsSchema = z.object({
  measure: z.enum(['wer', 'mse', 'bleu', 'nll']),
  /** Equal where the examples are the same and in the same order. */
  identity: z.string(),
  rows: z.array(z.array(z.number())),
});
export type ExampleResults = z.infer<typeof exampleResultsSchema>;

/** Name of the file in a run's folder. */
export const exampleFile = 'examples-test.json';
