import type { GenerateOptions } from '../../contract/index.ts';
import type { TextJoiner, Tokenizer } from '../../datasets/index.ts';
import { StopText } from './stop-text.ts';

/** Joins tokens to text and holds back what might be the stop text. */
export class StreamedText {
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

  /** @returns the token's own piece of the text; empty inside a character of several tokens */
  write(token: number): string {
    const piece = this.#joiner.push(token);
    this.#show(this.#stop.push(piece));
    return piece;
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
