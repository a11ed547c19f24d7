const sweeps = 30;
const converged = 1e-10;

/**
 * Singular values of a matrix, largest first, by one-sided Jacobi rotations (Hestenes 1958): pairs
 * of rows are turned until all are at right angles; their lengths are the singular values.
 * @param rows of equal length
 */
export function singularValues(rows: readonly ArrayLike<number>[]): number[] {
  const vectors = rows.map((row) => Float64Array.from(row));
  for (let sweep = 0; sweep < sweeps; sweep++) if (!rotateAll(vectors)) break;
  return vectors.map(length).sort((a, b) => b - a);
}

/** Whether any pair was still turned. */
function rotateAll(vectors: readonly Float64Array[]): boolean {
  let turned = false;
  for (let i = 0; i < vectors.length; i++) {
    for (let j = i + 1; j < vectors.length; j++) {
      if (rotate(vectors[i]!, vectors[j]!)) turned = true;
    }
  }
  return turned;
}

function rotate(a: Float64Array, b: Float64Array): boolean {
  let [aa, bb, ab] = [0, 0, 0];
  for (let k = 0; k < a.length; k++) {
    aa += a[k]! * a[k]!;
    bb += b[k]! * b[k]!;
    ab += a[k]! * b[k]!;
  }
  if (Math.abs(ab) <= converged * Math.sqrt(aa * bb) || ab === 0) return false;
  const zeta = (bb - aa) / (2 * ab);
  const t = Math.sign(zeta || 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
  const cosine = 1 / Math.sqrt(1 + t * t);
  const sine = cosine * t;
  for (let k = 0; k < a.length; k++) {
    const [x, y] = [a[k]!, b[k]!];
    a[k] = cosine * x - sine * y;
    b[k] = sine * x + cosine * y;
  }
  return true;
}

function length(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}
