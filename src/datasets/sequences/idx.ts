import { gunzipSync } from 'node:zlib';
import { UnrollError } from '../../contract/index.ts';
import type { SplitName } from '../splits.ts';
import type { ImageSize, LabelledSequence } from './labelled-sequences.ts';

/** Unsigned bytes: the only type of value that pictures have in practice. */
const unsignedByte = 8;

/** An array as an idx file holds it (LeCun's format for MNIST). */
export interface IdxArray {
  readonly sizes: readonly number[];
  readonly values: Uint8Array;
}

/** Whether bytes begin as an idx file of one or three dimensions does. */
export function isIdx(bytes: Uint8Array): boolean {
  return (
    bytes[0] === 0 &&
    bytes[1] === 0 &&
    bytes[2] === unsignedByte &&
    (bytes[3]! === 1 || bytes[3]! === 3)
  );
}

/** @throws UnrollError when the bytes are no idx file of unsigned bytes or end too soon */
export function parseIdx(packed: Uint8Array, source: string): IdxArray {
  const bytes = packed[0] === 0x1f && packed[1] === 0x8b ? gunzipSync(packed) : packed;
  if (!isIdx(bytes)) throw damaged(source, 'it does not begin as an idx file of bytes');
  const dimensions = bytes[3]!;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 4 + 4 * dimensions;
  if (bytes.length < start) throw damaged(source, 'it ends within its header');
  const sizes = Array.from({ length: dimensions }, (_, index) => view.getUint32(4 + 4 * index));
  const count = sizes.reduce((product, size) => product * size, 1);
  if (bytes.length - start < count) {
    throw damaged(source, `it promises ${count} values and holds ${bytes.length - start}`);
  }
  return { sizes, values: bytes.subarray(start, start + count) };
}

/**
 * Pictures with their labels: each one step of (height x width) channels, brightness 0 to 255.
 * @param labels null where nothing says what they are
 * @throws UnrollError when there are not as many labels as pictures
 */
export function imagesWithLabels(
  images: IdxArray,
  labels: IdxArray | null,
  part: SplitName | null,
  source: string,
): { readonly size: ImageSize; readonly sequences: readonly LabelledSequence[] } {
  const [count, height, width] = images.sizes as [number, number, number];
  if (images.sizes.length !== 3) throw damaged(source, 'it holds no pictures');
  if (labels !== null && labels.sizes[0] !== count) {
    throw damaged(source, `${count} pictures have ${labels.sizes[0]} labels`);
  }
  const pixels = height * width;
  const sequences = Array.from(
    { length: count },
    (_, index): LabelledSequence => ({
      name: `${part ?? 'image'} ${index + 1}`,
      steps: 1,
      values: Float32Array.from(images.values.subarray(index * pixels, (index + 1) * pixels)),
      label: labels === null ? '' : String(labels.values[index]),
      part,
    }),
  );
  return { size: { height, width }, sequences };
}

function damaged(source: string, what: string): UnrollError {
  return new UnrollError({
    code: 'damaged-sequences',
    message: `${source} cannot be read: ${what}.`,
    where: source,
    hint: 'Fetch the file again: it may be incomplete.',
  });
}
