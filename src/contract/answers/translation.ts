import { z } from 'zod';

export const translateOptionsSchema = z.object({
  sentences: z.array(z.string().max(20_000)).min(1).max(10_000),
  /** Translations kept beside each other; 1 takes the likeliest token each time. */
  beam: z.number().int().min(1).max(64),
  /** Exponent of the length penalty (Wu et al. 2016). */
  lengthPenalty: z.number().min(0).max(5),
  /** Weight of the coverage penalty (Wu et al. 2016). */
  coveragePenalty: z.number().min(0).max(10),
  /** Translations returned for each sentence, at most `beam`. */
  alternatives: z.number().int().min(1).max(64),
});
export type TranslateOptions = z.infer<typeof translateOptionsSchema>;

/** A sentence and what a network makes of it. */
export const translatedSentenceSchema = z.object({
  source: z.string(),
  /** As the network reads it; the last is the sentence's end. */
  sourceTokens: z.array(z.string()),
  /** Best first. */
  hypotheses: z.array(
    z.object({
      text: z.string(),
      /** By which they are ranked: log-probability after the penalties. */
      score: z.number(),
      /** Natural logarithm, of all tokens together. */
      logProbability: z.number(),
      tokens: z.array(z.string()),
      /** For each token the weight of each source token; empty without attention. */
      attention: z.array(z.array(z.number())),
    }),
  ),
});
export type TranslatedSentence = z.infer<typeof translatedSentenceSchema>;
