import type { Tokenizer } from '../../datasets/index.ts';
import type { RecurrentLanguageModel } from './model.ts';

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
