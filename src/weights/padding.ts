/** The values, and `value` for those that are missing at the end. */
export function padded(values: Float32Array, size: number, value = 0): Float32Array {
  const all = new Float32Array(size).fill(value);
  all.set(values);
  return all;
}

/** A row-major matrix with zeros in the columns that it lacks. */
export function widened(values: Float32Array, columns: number, wanted: number): Float32Array {
  if (columns === wanted) return values;
  const rows = values.length / columns;
  const all = new Float32Array(rows * wanted);
  for (let row = 0; row < rows; row++) {
    all.set(values.subarray(row * columns, (row + 1) * columns), row * wanted);
  }
  return all;
}
