/** Neighbours by whose own neighbours it is told how often the nearest one is right. */
const judged = 300;

/** The training vector that is nearest in the mean squared difference. */
export class NearestNeighbour {
  readonly #vectors: readonly Float64Array[];
  readonly #targets: ArrayLike<number>;

  constructor(vectors: readonly Float64Array[], targets: ArrayLike<number>) {
    this.#vectors = vectors;
    this.#targets = targets;
  }

  /** @param but number of a training vector that is passed over */
  answer(vector: Float64Array, but = -1): number {
    let [best, least] = [0, Number.POSITIVE_INFINITY];
    this.#vectors.forEach((other, index) => {
      if (index === but) return;
      let sum = 0;
      for (let at = 0; at < vector.length && sum < least; at++) {
        const difference = vector[at]! - other[at]!;
        sum += difference * difference;
      }
      if (sum < least) [best, least] = [index, sum];
    });
    return this.#targets[best]!;
  }

  /** Share of training vectors whose nearest other one is of their class: how sure it may be. */
  ownAccuracy(): number {
    const every = Math.max(1, Math.floor(this.#vectors.length / judged));
    let [right, count] = [0, 0];
    for (let index = 0; index < this.#vectors.length; index += every) {
      right += this.answer(this.#vectors[index]!, index) === this.#targets[index] ? 1 : 0;
      count++;
    }
    return count === 0 ? 0 : right / count;
  }
}
