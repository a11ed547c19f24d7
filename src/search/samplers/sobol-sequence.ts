import { mix } from '../numerics/random.ts';
import { directions } from './sobol-directions.ts';

const bits = 32;
const scale = 2 ** -bits;

/** How many dimensions the table holds. */
export const sobolDimensions = directions.trim().split('\n').length;

/** Direction numbers by dimension, the first for the lowest bit of the index; made when first asked for. */
const columns: Uint32Array[] = [];

function columnsOf(dimension: number): Uint32Array {
  if (columns.length === 0) {
    columns.push(...directions.trim().split('\n').map(directionNumbers));
    // The first dimension is van der Corput's sequence, whatever its line says.
    columns[0] = Uint32Array.from({ length: bits }, (_, bit) => 2 ** (bits - 1 - bit));
  }
  return columns[dimension]!;
}

/** Recurrence of Bratley and Fox (1988), algorithm 659. */
function directionNumbers(line: string): Uint32Array {
  const [polynomial = 1, ...first] = line.split(' ').map(Number);
  const degree = Math.floor(Math.log2(polynomial));
  const numbers = new Uint32Array(bits);
  for (let i = 0; i < bits; i++) {
    if (i < first.length) {
      numbers[i] = first[i]! << (bits - 1 - i);
      continue;
    }
    let value = numbers[i - degree]! ^ (numbers[i - degree]! >>> degree);
    for (let k = 1; k < degree; k++) {
      if ((polynomial >>> (degree - k)) & 1) value ^= numbers[i - k]!;
    }
    numbers[i] = value;
  }
  return numbers;
}

/**
 * A coordinate of Sobol's sequence in Gray code order (Antonov and Saleev 1979), from 0 to 1.
 * @param index which point, from 0 (the origin)
 * @param dimension from 0 to `sobolDimensions - 1`
 * @param scramble a key for Owen's scrambling; without one the plain sequence
 */
export function sobol(index: number, dimension: number, scramble?: number): number {
  const numbers = columnsOf(dimension);
  let gray = (index ^ (index >>> 1)) >>> 0;
  let value = 0;
  for (let bit = 0; gray !== 0; bit++, gray >>>= 1) {
    if (gray & 1) value ^= numbers[bit]!;
  }
  if (scramble === undefined) return (value >>> 0) * scale;
  // Half a cell keeps clear of both ends.
  return (owenScrambled(value >>> 0, mix(scramble ^ mix(dimension + 1))) + 0.5) * scale;
}

/**
 * Owen's (1995) nested uniform scrambling: each bit is flipped or not by a hash of the bits above it,
 * which keeps the sequence's even spread and removes its patterns.
 */
function owenScrambled(value: number, key: number): number {
  let result = 0;
  for (let bit = bits - 1; bit >= 0; bit--) {
    const above = bit === bits - 1 ? 0 : value >>> (bit + 1);
    const flip = mix(key ^ mix(above + Math.imul(bit + 1, 0x9e3779b9))) & 1;
    result = (result | ((((value >>> bit) & 1) ^ flip) << bit)) >>> 0;
  }
  return result;
}
