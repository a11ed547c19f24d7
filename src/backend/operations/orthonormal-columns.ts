import * as tf from '@tensorflow/tfjs-core';
import { nativeBackend } from '../tensorflow.ts';
import { attributes } from './raw.ts';

/**
 * The orthonormal factor Q of a QR decomposition, made unique by a positive diagonal of R.
 * @param matrix (rows, columns), rows >= columns, of full rank
 * @returns (rows, columns) with Q^T Q = I
 */
export function orthonormalColumns(matrix: tf.Tensor2D): tf.Tensor2D {
  const native = nativeBackend();
  if (native === null) return gramSchmidt(matrix);
  return tf.tidy(() => {
    const attribute = attributes(native);
    const [q, r] = native.executeMultipleOutputs(
      'Qr',
      [attribute.boolean('full_matrices', false), attribute.type('T', 'float32')],
      [matrix],
      2,
    ) as [tf.Tensor2D, tf.Tensor2D];
    const columns = matrix.shape[1];
    const diagonal = tf.sum(tf.mul(r, tf.eye(columns)), 1);
    return tf.mul<tf.Tensor2D>(q, tf.sign(diagonal));
  });
}

/** Each column is projected twice, which keeps it orthogonal to the others to double precision. */
function gramSchmidt(matrix: tf.Tensor2D): tf.Tensor2D {
  const [rows, columns] = matrix.shape;
  const values = matrix.dataSync();
  const basis: Float64Array[] = [];
  for (let c = 0; c < columns; c++) {
    const column = Float64Array.from({ length: rows }, (_, r) => values[r * columns + c]!);
    for (let pass = 0; pass < 2; pass++) {
      for (const other of basis) subtractProjection(column, other);
    }
    normalize(column);
    basis.push(column);
  }
  const output = new Float32Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) output[r * columns + c] = basis[c]![r]!;
  }
  return tf.tensor2d(output, [rows, columns]);
}

function subtractProjection(vector: Float64Array, unit: Float64Array): void {
  let product = 0;
  for (let i = 0; i < vector.length; i++) product += vector[i]! * unit[i]!;
  for (let i = 0; i < vector.length; i++) vector[i]! -= product * unit[i]!;
}

function normalize(vector: Float64Array): void {
  let square = 0;
  for (const value of vector) square += value * value;
  const length = Math.sqrt(square);
  for (let i = 0; i < vector.length; i++) vector[i]! /= length;
}
