import type { CountedPiece } from './pre-tokens.ts';

/** A stretch of bytes inside pieces and how often the text has it. */
export interface Substring {
  readonly bytes: Uint8Array;
  readonly count: number;
}

/**
 * Stretches of two bytes and more that occur at least twice, the most bytes covered first.
 * Length by length: what is longer can only be frequent where its beginning is, so that rare
 * beginnings are not followed.
 *
 * @param longest in bytes
 * @param most kept
 */
export function frequentSubstrings(
  pieces: readonly CountedPiece[],
  longest: number,
  most: number,
): Substring[] {
  const found: Substring[] = [];
  let places = allPlaces(pieces);
  for (let length = 2; length <= longest && places.piece.length > 0; length++) {
    const { groups, grown } = grow(pieces, places, length);
    for (const { piece, at, count } of groups) {
      found.push({ bytes: pieces[piece]!.bytes.subarray(at, at + length), count });
    }
    places = grown;
  }
  const covered = ({ bytes, count }: Substring) => bytes.length * count;
  return found.sort((a, b) => covered(b) - covered(a)).slice(0, most);
}

/** Beginnings of stretches: where they are and which stretch of the length so far each is. */
interface Places {
  readonly piece: Int32Array;
  readonly at: Int32Array;
  readonly group: Int32Array;
}

function allPlaces(pieces: readonly CountedPiece[]): Places {
  const total = pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const places = {
    piece: new Int32Array(total),
    at: new Int32Array(total),
    group: new Int32Array(total),
  };
  let next = 0;
  pieces.forEach(({ bytes }, piece) => {
    bytes.forEach((byte, at) => {
      places.piece[next] = piece;
      places.at[next] = at;
      places.group[next++] = byte;
    });
  });
  return places;
}

interface Group {
  readonly piece: number;
  readonly at: number;
  count: number;
}

/** One byte longer: those that occur twice or more, and their places. */
function grow(pieces: readonly CountedPiece[], places: Places, length: number) {
  const numbers = new Map<number, number>();
  const groups: Group[] = [];
  const groupOf = new Int32Array(places.piece.length).fill(-1);
  for (let i = 0; i < groupOf.length; i++) {
    const [piece, at] = [places.piece[i]!, places.at[i]!];
    const { bytes, count } = pieces[piece]!;
    if (at + length > bytes.length) continue;
    const key = places.group[i]! * 256 + bytes[at + length - 1]!;
    let number = numbers.get(key);
    if (number === undefined) {
      number = groups.length;
      numbers.set(key, number);
      groups.push({ piece, at, count: 0 });
    }
    groups[number]!.count += count;
    groupOf[i] = number;
  }
  const isFrequent = (i: number) => groupOf[i]! >= 0 && groups[groupOf[i]!]!.count > 1;
  const kept = places.piece.map((_, i) => i).filter((i) => isFrequent(i));
  const grown: Places = {
    piece: kept.map((i) => places.piece[i]!),
    at: kept.map((i) => places.at[i]!),
    group: kept.map((i) => groupOf[i]!),
  };
  return { groups: groups.filter(({ count }) => count > 1), grown };
}
