import { z } from 'zod';

/** What a language model is asked to write, and how it goes on learning while it is measured. */

export const generateOptionsSchema = z.object({
  prompt: z.string().max(100_000),
  /** Tokens to write. */
  length: z.number().int().min(1).max(100_000),
  /** 0 takes the likeliest token each time. */
  temperature: z.number().min(0).max(10),
  /** 0 keeps all. */
  topK: z.number().int().min(0),
  /** 1 keeps all. */
  topP: z.number().gt(0).max(1),
  seed: z.number().int().min(0).max(0xffffffff),
  /** Ends when this text appears; empty never. */
  stop: z.string(),
  /** Least probability as a share of the likeliest token's (Nguyen et al. 2024); 0 keeps all. */
  minP: z.number().min(0).max(1).optional(),
  /** Scores of the last 64 tokens are divided by this (Keskar et al. 2019); 1 leaves them. */
  repetitionPenalty: z.number().min(1).max(10).optional(),
  /** Texts kept beside each other, of which the likeliest is written; 1 draws token by token. */
  beam: z.number().int().min(1).max(64).optional(),
  /** Other tokens told at each place, with probabilities; 0 tells nothing. */
  alternatives: z.number().int().min(0).max(20).optional(),
});
export type GenerateOptions = z.infer<typeof generateOptionsSchema>;

/** One written token, and what else might have stood there. */
export const writtenTokenSchema = z.object({
  text: z.string(),
  /** As the network has it: before temperature and cuts. */
  probability: z.number(),
  /** The likeliest tokens, whichever was written. */
  alternatives: z.array(z.object({ text: z.string(), probability: z.number() })),
});
export type WrittenToken = z.infer<typeof writtenTokenSchema>;

/** How a language model goes on learning from what it is measured on. */
export const adaptationSchema = z.object({
  /** Neural cache (Grave et al. 2017). */
  cache: z
    .object({
      size: z.number().int().min(1).max(100_000),
      theta: z.number().min(0).max(100),
      share: z.number().min(0).max(0.99),
    })
    .optional(),
  /** Dynamic evaluation (Krause et al. 2018). */
  dynamic: z
    .object({
      rate: z.number().min(0).max(1),
      decay: z.number().min(0).max(1),
      /** Tokens after which weights move. */
      segment: z.number().int().min(1).max(1000),
    })
    .optional(),
});
export type Adaptation = z.infer<typeof adaptationSchema>;
