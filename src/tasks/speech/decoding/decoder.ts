import { decodeGreedily, type LabelScores } from './greedy.ts';
import { type BeamOptions, type Hypothesis, searchPrefixes } from './prefix-beam.ts';

/** Turns scores into labels as the settings ask: greedily, or by prefix beam search. */
export class Decoder {
  readonly #options: BeamOptions;

  /** @param options a width of 1 without a language model is greedy */
  constructor(options: BeamOptions) {
    this.#options = options;
  }

  decode(scores: LabelScores): readonly number[] {
    const { width, languageModel } = this.#options;
    if (width === 1 && languageModel === null) return decodeGreedily(scores);
    return this.search(scores)[0]!.labels;
  }

  /** Best first; as many as the beam is wide. */
  search(scores: LabelScores): readonly Hypothesis[] {
    return searchPrefixes(scores, this.#options);
  }
}
