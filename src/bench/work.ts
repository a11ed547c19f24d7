import { z } from 'zod';

/**
 * What is measured, in terms that every contestant understands: the same sizes are built once with
 * Unroll, once with PyTorch, once with the stock layers of TensorFlow.js.
 */

/** `mixed` multiplies in bfloat16: for PyTorch it means autocast, as its users write it. */
const precision = z.enum(['fp32', 'mixed']);
export type Precision = z.infer<typeof precision>;

const cell = z.enum(['rnn', 'lstm', 'gru']);
const size = z.number().int().min(1);

const layerWork = z.object({
  kind: z.literal('layer'),
  precision,
  cell,
  /** Units of every layer, and width of the input. */
  hidden: size,
  time: size,
  batch: size,
  layers: size,
});
/** Recurrent layers forwards and back: derivatives by the input and by all weights. */
export type LayerWork = z.infer<typeof layerWork>;

const languageModelWork = z.object({
  kind: z.literal('language-model'),
  precision,
  cell,
  tokens: z.enum(['character', 'word']),
  vocabulary: z.number().int().min(3),
  embedding: size,
  hidden: size,
  layers: size,
  time: size,
  batch: size,
  optimizer: z.enum(['sgd', 'adam']),
  lr: z.number().positive(),
  clip: z.number().positive(),
});
/**
 * One whole training step of a language model: batch, embedding, recurrent layers with carried
 * state, linear layer, cross-entropy, gradients, clipping by global norm, update, loss read.
 */
export type LanguageModelWork = z.infer<typeof languageModelWork>;

const forecasterWork = z.object({
  kind: z.literal('forecaster'),
  precision,
  cell: z.literal('gru'),
  hidden: size,
  /** Rows read, rows forecast, rows in one recurrent step. */
  input: size,
  horizon: size,
  segment: size,
  channels: z.number().int().min(2),
  /** Windows, each with all its channels. */
  batch: size,
  dropout: z.number().min(0).max(0.95),
  lr: z.number().positive(),
  clip: z.number().positive(),
});
/** One whole training step of a segment forecaster (SegRNN, Lin et al. 2023) with Adam. */
export type ForecasterWork = z.infer<typeof forecasterWork>;

export const workSchema = z.discriminatedUnion('kind', [
  layerWork,
  languageModelWork,
  forecasterWork,
]);
export type Work = z.infer<typeof workSchema>;

const gates = { rnn: 1, lstm: 4, gru: 3 } as const;

/**
 * Floating-point operations of the matrix products in a layer forwards and back: each weight is
 * used three times for every step and row, with a multiplication and an addition.
 */
export function layerOperations({ cell: id, hidden, time, batch, layers }: LayerWork): number {
  return 3 * 2 * time * batch * gates[id] * hidden * (2 * hidden) * layers;
}
