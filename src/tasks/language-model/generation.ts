import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../backend/random.ts';
import type { GenerateOptions, WrittenToken } from '../../contract/index.ts';
import type { Patience } from '../task.ts';
import { likeliestText } from './likeliest-text.ts';
import { readTokens, repetitionWindow, TokenScores } from './reading.ts';
import { drawToken, tokenProbabilities } from './sampling.ts';
import { StreamedText } from './streamed-text.ts';
import type { Writer } from './writer.ts';

/** What follows the text as it comes. */
export interface Reader {
  /** Called with each new piece, up to the stop text. */
  onText(text: string): void;
  /** Sees every token of the text with its alternatives, where the options ask for some. */
  readonly onWritten?: ((token: WrittenToken) => void) | undefined;
}

/**
 * Continues a prompt token by token with carried state. The same options give the same text on the
 * same device. What the vocabulary lacks of the prompt is read as unknown; unknown itself is never
 * written. Asked to stop, it ends with what it has.
 *
 * @returns the text without the prompt and without the stop text
 */
export async function generateText(
  writer: Writer,
  options: GenerateOptions,
  reader: Reader,
  patience: Patience,
): Promise<string> {
  const output = new StreamedText(writer.tokenizer, options, reader.onText);
  const beam = options.beam ?? 1;
  const written =
    beam > 1
      ? await likeliestText(writer, options, output, patience)
      : await drawnText(writer, options, output, patience);
  const text = output.end();
  for (const token of withinText(written, text)) reader.onWritten?.(token);
  return text;
}

async function drawnText(
  { model, tokenizer, opening }: Writer,
  options: GenerateOptions,
  output: StreamedText,
  patience: Patience,
): Promise<WrittenToken[]> {
  const random = new Random(options.seed);
  const scores = new TokenScores(tokenizer, options);
  const prompt = tokenizer.encode(options.prompt);
  const recent = [...prompt.slice(-repetitionWindow)];
  const written: WrittenToken[] = [];
  let reading = readTokens(model, prompt.length > 0 ? prompt : opening, null);
  for (let count = 0; count < options.length; count++) {
    if (await patience.pause(count / options.length)) break;
    const { logits, logs } = scores.of(reading.logits, recent);
    const token = drawToken(tokenProbabilities(logits, options), random);
    const text = output.write(token);
    if (scores.tells) written.push(scores.written(text, token, logs));
    if (output.stopped) break;
    recent.push(token);
    reading = readTokens(model, Int32Array.of(token), reading.states);
  }
  tf.dispose(reading.states);
  return written;
}

/** What is written up to the stop text; the token that holds its beginning is cut. */
function withinText(written: readonly WrittenToken[], text: string): WrittenToken[] {
  let left = text.length;
  const kept: WrittenToken[] = [];
  for (const token of written) {
    if (left <= 0 && token.text !== '') break;
    kept.push({ ...token, text: token.text.slice(0, Math.max(0, left)) });
    left -= token.text.length;
  }
  return kept;
}
