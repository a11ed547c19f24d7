/** Below this a direction is lost: its exponent is minus infinity for all purposes. */
const leastLength = 1e-300;

/**
 * Leading Lyapunov exponents by repeated orthonormalisation (Benettin et al. 1980): directions are
 * carried by each step and made orthonormal again; the mean logarithms of what they were stretched
 * by are the exponents.
 */
export class LyapunovExponents {
  readonly directions: Float64Array[];
  readonly #sums: Float64Array;
  #steps = 0;

  /** @param size of the state @param count exponents wanted, at most `size` */
  constructor(size: number, count: number) {
    this.directions = Array.from({ length: count }, (_, index) => startingDirection(size, index));
    orthonormalize(this.directions);
    this.#sums = new Float64Array(count);
  }

  /** @param carried the directions after one more step, in their order */
  add(carried: readonly Float64Array[]): void {
    carried.forEach((vector, index) => {
      this.directions[index] = Float64Array.from(vector);
    });
    orthonormalize(this.directions).forEach((stretch, index) => {
      this.#sums[index]! += Math.log(Math.max(leastLength, stretch));
    });
    this.#steps += 1;
  }

  /** Largest first, natural logarithm a step; empty before the first step. */
  get exponents(): number[] {
    if (this.#steps === 0) return [];
    return Array.from(this.#sums, (sum) => sum / this.#steps).sort((a, b) => b - a);
  }
}

/** Directions that no symmetry of a network has by chance. */
function startingDirection(size: number, index: number): Float64Array {
  return Float64Array.from({ length: size }, (_, at) =>
    Math.sin(1 + 12.9898 * (at + 1) + 78.233 * (index + 1) * (at + 3)),
  );
}

/** In place, by the modified Gram-Schmidt process; what each was divided by. */
function orthonormalize(vectors: readonly Float64Array[]): number[] {
  return vectors.map((vector, index) => {
    for (const before of vectors.slice(0, index)) {
      let product = 0;
      for (let k = 0; k < vector.length; k++) product += vector[k]! * before[k]!;
      for (let k = 0; k < vector.length; k++) vector[k]! -= product * before[k]!;
    }
    const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    if (length > leastLength) for (let k = 0; k < vector.length; k++) vector[k]! /= length;
    return length;
  });
}
