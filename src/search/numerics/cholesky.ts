/**
 * Cholesky factors of symmetric positive definite matrices, row by row in one array: typed arrays
 * in place, since a Gaussian process factors thousands of them.
 */

/**
 * Overwrites the lower triangle of a matrix with its factor L, so that L Lᵀ is the matrix.
 * @returns false when the matrix is not positive definite
 */
export function factorize(matrix: Float64Array, size: number): boolean {
  for (let i = 0; i < size; i++) {
    const row = i * size;
    for (let j = 0; j <= i; j++) {
      const other = j * size;
      let sum = matrix[row + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[row + k]! * matrix[other + k]!;
      if (i !== j) {
        matrix[row + j] = sum / matrix[other + j]!;
      } else if (sum > 0) {
        matrix[row + i] = Math.sqrt(sum);
      } else return false;
    }
  }
  return true;
}

/** Solves L x = b. */
export function solveLower(factor: Float64Array, size: number, right: Float64Array): Float64Array {
  const solution = Float64Array.from(right);
  for (let i = 0; i < size; i++) {
    const row = i * size;
    let sum = solution[i]!;
    for (let k = 0; k < i; k++) sum -= factor[row + k]! * solution[k]!;
    solution[i] = sum / factor[row + i]!;
  }
  return solution;
}

/** Solves L Lᵀ x = b. */
export function solve(factor: Float64Array, size: number, right: Float64Array): Float64Array {
  const solution = solveLower(factor, size, right);
  for (let i = size - 1; i >= 0; i--) {
    const value = solution[i]! / factor[i * size + i]!;
    solution[i] = value;
    for (let k = 0; k < i; k++) solution[k]! -= factor[i * size + k]! * value;
  }
  return solution;
}

/** The inverse of L Lᵀ, both triangles. */
export function inverse(factor: Float64Array, size: number): Float64Array {
  // The inverse of L, stored by columns so that every loop runs along memory.
  const columns = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    const column = j * size;
    columns[column + j] = 1 / factor[j * size + j]!;
    for (let i = j + 1; i < size; i++) {
      const row = i * size;
      let sum = 0;
      for (let k = j; k < i; k++) sum -= factor[row + k]! * columns[column + k]!;
      columns[column + i] = sum / factor[row + i]!;
    }
  }
  const result = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = i; k < size; k++) sum += columns[i * size + k]! * columns[j * size + k]!;
      result[i * size + j] = sum;
      result[j * size + i] = sum;
    }
  }
  return result;
}

/** Sum of the logarithms of the diagonal: half the log determinant of L Lᵀ. */
export function halfLogDeterminant(factor: Float64Array, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += Math.log(factor[i * size + i]!);
  return sum;
}
