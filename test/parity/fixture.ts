import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { readSafetensors } from '../../src/models/safetensors.ts';
import type { LayerWeights, Matrix } from '../../src/models/weight-layouts.ts';

const folder = join(import.meta.dirname, '..', 'fixtures', 'parity');

/** Values that PyTorch or Keras computed; see make-fixtures.py. */
export class Fixture {
  readonly #tensors;

  constructor(name: string) {
    const path = join(folder, `${name}.safetensors`);
    this.#tensors = readSafetensors(readFileSync(path), path).tensors;
  }

  has(name: string): boolean {
    return this.#tensors.has(name);
  }

  tensor(name: string): tf.Tensor {
    const { data, shape } = this.#stored(name);
    return tf.tensor(data as Float32Array, [...shape]);
  }

  /** A vector comes as one row. */
  matrix(name: string): Matrix {
    const { data, shape } = this.#stored(name);
    const [rows, columns] = shape.length === 1 ? [1, shape[0]!] : [shape[0]!, shape[1]!];
    return { rows, columns, values: data as Float32Array };
  }

  #stored(name: string) {
    const stored = this.#tensors.get(name);
    if (stored === undefined) throw new Error(`the fixture holds no ${name}`);
    return stored;
  }
}

/** In the order that `weightsFromList` takes. */
export function tensorsOf(weights: LayerWeights): tf.Tensor[] {
  const { inputKernel, recurrentKernel, bias, recurrentBias } = weights;
  const matrices = [inputKernel, recurrentKernel].map((matrix) =>
    tf.tensor2d(matrix.values, [matrix.rows, matrix.columns]),
  );
  const vectors = [bias, ...(recurrentBias === null ? [] : [recurrentBias])];
  return [...matrices, ...vectors.map((vector) => tf.tensor1d(vector.values))];
}

/** Same shape, all zero. */
export function zerosLike(matrix: Matrix): Matrix {
  return { ...matrix, values: new Float32Array(matrix.values.length) };
}
