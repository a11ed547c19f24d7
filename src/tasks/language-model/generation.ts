import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../backend/random.ts';
import type { GenerateOptions } from '../../contract/index.ts';
import type { TextJoiner, Tokenizer } from '../../datasets/index.ts';
import type { StackState } from '../../models/recurrent-stack.ts';
import type { Patience } from '../task.ts';
import type { RecurrentLanguageModel } from './model.ts';
import { drawToken, tokenProbabilities } from './sampling.ts';
import { StopText } from './stop-text.ts';

/** Tokens of a prompt read in one call. */
const stretch = 256;
const context = { training: false, random: new Random(0) } as const;

/** A trained network and what it needs to write. */
export interface Writer {
  readonly model: RecurrentLanguageModel;
  readonly tokenizer: Tokenizer;
  /**
   * Tokens read first where there is no prompt: right after a text's very beginning a half-trained
   * network is easily lost.
   */
  readonly opening: Int32Array;
}

/**
 * Continues a prompt token by token with carried state. The same options give the same text on the
 * same device. What the vocabulary lacks of the prompt is read as unknown; unknown itself is never
 * written. Asked to stop, it ends with what it has.
 *
 * @param onText called with each new piece, up to the stop text
 * @returns the text without the prompt and without the stop text
 */
export async function generateText(
  { model, tokenizer, opening }: Writer,
  options: GenerateOptions,
  onText: (text: string) => void,
  patience: Patience,
): Promise<string> {
  const random = new Random(options.seed);
  const output = new StreamedText(tokenizer, options, onText);
  const prompt = tokenizer.encode(options.prompt);
  let reading = readPrompt(model, prompt.length > 0 ? prompt : opening);
  for (let written = 0; written < options.length; written++) {
    if (await patience.pause(written / options.length)) break;
    const logits = reading.logits;
    if (tokenizer.unknown !== null) logits[tokenizer.unknown] = Number.NEGATIVE_INFINITY;
    const token = drawToken(tokenProbabilities(logits, options), random);
    output.write(token);
    if (output.stopped) break;
    reading = readTokens(model, Int32Array.of(token), reading.states);
  }
  tf.dispose(reading.states);
  return output.end();
}

/** Joins tokens to text and holds back what might be the stop text. */
class StreamedText {
  readonly #joiner: TextJoiner;
  readonly #stop: StopText;
  readonly #onText: (text: string) => void;
  #text = '';

  constructor(tokenizer: Tokenizer, options: GenerateOptions, onText: (text: string) => void) {
    this.#joiner = tokenizer.joiner(options.prompt);
    this.#stop = new StopText(options.stop);
    this.#onText = onText;
  }

  get stopped(): boolean {
    return this.#stop.found;
  }

  write(token: number): void {
    this.#show(this.#stop.push(this.#joiner.push(token)));
  }

  end(): string {
    this.#show(this.#stop.push(this.#joiner.end()));
    this.#show(this.#stop.end());
    return this.#text;
  }

  #show(text: string): void {
    if (text === '') return;
    this.#text += text;
    this.#onText(text);
  }
}

interface Reading {
  /** Scores of the next token. */
  readonly logits: Float32Array;
  readonly states: StackState;
}

function readPrompt(model: RecurrentLanguageModel, tokens: Int32Array): Reading {
  let reading: Reading | null = null;
  for (let from = 0; from < tokens.length; from += stretch) {
    reading = readTokens(model, tokens.slice(from, from + stretch), reading?.states ?? null);
  }
  return reading!;
}

/** Disposes the given states. */
function readTokens(
  model: RecurrentLanguageModel,
  tokens: Int32Array,
  states: StackState | null,
): Reading {
  const [logits, next] = tf.tidy(() => {
    const result = model.read(tf.tensor1d(tokens, 'int32'), 1, states, context);
    const last = tf.slice2d(result.outputs, [tokens.length - 1, 0], [1, -1]);
    return [model.score(last), result.states] as [tf.Tensor2D, StackState];
  });
  const values = logits.dataSync() as Float32Array;
  logits.dispose();
  if (states !== null) tf.dispose(states);
  return { logits: values.slice(), states: next };
}
