import { layerGroups } from './layer-groups.ts';

/**
 * Gradual unfreezing (Howard & Ruder, ULMFiT, arXiv 1801.06146): what was trained before stays as it
 * is at first. The output learns from the beginning, after so many epochs the uppermost recurrent
 * layer too, then the one below, at last the embedding.
 */
export class Unfreezing {
  /** From the embedding up. */
  readonly #groups: readonly (readonly string[])[];
  readonly #every: number;

  /**
   * @param names of all parameters
   * @param every epochs between one layer and the next; 0 trains all from the beginning
   */
  constructor(names: readonly string[], every: number) {
    this.#every = every;
    this.#groups = layerGroups(names);
  }

  /** Parameters that stay as they are. @param epochs whole passes over the data so far */
  frozen(epochs: number): ReadonlySet<string> {
    if (this.#every === 0) return new Set();
    const open = 1 + Math.floor(epochs / this.#every);
    return new Set(this.#groups.slice(0, Math.max(0, this.#groups.length - open)).flat());
  }
}
