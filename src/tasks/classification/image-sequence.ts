import { Random } from '../../backend/random.ts';
import type { ImageOrder, ImageSize } from './raw-examples.ts';

/** Seed of the one order in which permuted pixels are read. */
const permutationSeed = 92916;

/** Reads pictures as sequences. */
export class ImageSequence {
  /** Pixels at a step. */
  readonly width: number;
  readonly steps: number;
  readonly #order: Int32Array;

  constructor({ height, width }: ImageSize, order: ImageOrder) {
    const byRows = Int32Array.from({ length: height * width }, (_, index) => index);
    this.width = order === 'rows' ? width : order === 'columns' ? height : 1;
    this.steps = (height * width) / this.width;
    if (order === 'columns') {
      this.#order = byRows.map((_, at) => (at % height) * width + Math.floor(at / height));
    } else {
      if (order === 'permuted') new Random(permutationSeed).shuffle(byRows);
      this.#order = byRows;
    }
  }

  /** @param pixels row by row @returns (steps, width) */
  of(pixels: Float32Array): Float32Array {
    return Float32Array.from(this.#order, (place) => pixels[place]!);
  }
}
