import * as tf from '@tensorflow/tfjs-core';
import type { GenerateOptions, WrittenToken } from '../../contract/index.ts';
import type { StackState } from '../../models/recurrent-stack.ts';
import type { Patience } from '../task.ts';
import { readBeside, readTokens, TokenScores } from './reading.ts';
import { highest, logProbabilities } from './sampling.ts';
import type { StreamedText } from './streamed-text.ts';
import type { Writer } from './writer.ts';

interface Hypothesis {
  /** Prompt and text. */
  readonly tokens: readonly number[];
  /** Log-probability of the text. */
  readonly score: number;
  /** By whose state it goes on. */
  readonly parent: number;
  readonly written: readonly WrittenToken[];
}

/**
 * Beam search: at every place the likeliest continuations of the texts kept so far are kept, and in
 * the end the likeliest text is written. All texts have the same length, so that none is favoured.
 * It ends early when the likeliest text so far holds the stop text.
 */
export async function likeliestText(
  { model, tokenizer, opening }: Writer,
  options: GenerateOptions,
  output: StreamedText,
  patience: Patience,
): Promise<readonly WrittenToken[]> {
  const beam = options.beam ?? 1;
  const scores = new TokenScores(tokenizer, options);
  const prompt = tokenizer.encode(options.prompt);
  const first = readTokens(model, prompt.length > 0 ? prompt : opening, null);
  let kept: readonly Hypothesis[] = [{ tokens: [...prompt], score: 0, parent: 0, written: [] }];
  let logits: readonly Float32Array[] = [first.logits];
  let states: StackState = first.states;
  for (let count = 0; count < options.length; count++) {
    if (await patience.pause(count / options.length)) break;
    kept = bestOf(
      kept.flatMap((one, row) => continuations(one, row, logits[row]!, scores, beam)),
      beam,
    );
    const [best] = kept;
    const isOver = options.stop !== '' && textOf(best!, prompt.length).includes(options.stop);
    if (isOver || count + 1 === options.length) break;
    const read = readBeside(
      model,
      Int32Array.from(kept, ({ tokens }) => tokens.at(-1)!),
      Int32Array.from(kept, ({ parent }) => parent),
      states,
    );
    ({ logits, states } = read);
  }
  tf.dispose(states);
  const [best] = kept;
  const texts = best!.tokens.slice(prompt.length).map((token) => output.write(token));
  return best!.written.map((token, index) => ({ ...token, text: texts[index]! }));

  function textOf({ tokens }: Hypothesis, from: number): string {
    return tokenizer.decode(tokens.slice(from));
  }
}

function continuations(
  one: Hypothesis,
  row: number,
  logits: Float32Array,
  scores: TokenScores,
  beam: number,
): Hypothesis[] {
  const { logits: penalized, logs } = scores.of(logits, one.tokens);
  const ranked = logProbabilities(penalized);
  return highest(ranked, beam).map((token) => ({
    tokens: [...one.tokens, token],
    score: one.score + ranked[token]!,
    parent: row,
    written: scores.tells ? [...one.written, scores.written('', token, logs)] : one.written,
  }));
}

/** Equal scores stay in order. */
function bestOf(all: readonly Hypothesis[], count: number): Hypothesis[] {
  return [...all].sort((a, b) => b.score - a.score).slice(0, count);
}
