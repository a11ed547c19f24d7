/** Element types of tensors, as numpy calls them. */
export type ElementType =
  | 'float64'
  | 'float32'
  | 'float16'
  | 'bfloat16'
  | 'int64'
  | 'int32'
  | 'int16'
  | 'int8'
  | 'uint64'
  | 'uint32'
  | 'uint16'
  | 'uint8'
  | 'bool';

interface ElementReader {
  readonly width: number;
  at(view: DataView, offset: number): number;
}

const readers: Readonly<Record<ElementType, ElementReader>> = {
  float64: { width: 8, at: (view, offset) => view.getFloat64(offset, true) },
  float32: { width: 4, at: (view, offset) => view.getFloat32(offset, true) },
  float16: { width: 2, at: (view, offset) => halfToNumber(view.getUint16(offset, true)) },
  bfloat16: { width: 2, at: (view, offset) => brainToNumber(view.getUint16(offset, true)) },
  int64: { width: 8, at: (view, offset) => Number(view.getBigInt64(offset, true)) },
  int32: { width: 4, at: (view, offset) => view.getInt32(offset, true) },
  int16: { width: 2, at: (view, offset) => view.getInt16(offset, true) },
  int8: { width: 1, at: (view, offset) => view.getInt8(offset) },
  uint64: { width: 8, at: (view, offset) => Number(view.getBigUint64(offset, true)) },
  uint32: { width: 4, at: (view, offset) => view.getUint32(offset, true) },
  uint16: { width: 2, at: (view, offset) => view.getUint16(offset, true) },
  uint8: { width: 1, at: (view, offset) => view.getUint8(offset) },
  bool: { width: 1, at: (view, offset) => (view.getUint8(offset) === 0 ? 0 : 1) },
};

/** Bytes of one element. */
export function elementWidth(type: ElementType): number {
  return readers[type].width;
}

/** Reads elements of a little-endian store by their number. */
export function elementReader(bytes: Uint8Array, type: ElementType): (index: number) => number {
  const { width, at } = readers[type];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (index) => at(view, index * width);
}

/** All elements of a little-endian store in single precision. */
export function toSingle(bytes: Uint8Array, type: ElementType): Float32Array {
  const read = elementReader(bytes, type);
  return Float32Array.from({ length: bytes.byteLength / elementWidth(type) }, (_, i) => read(i));
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** IEEE 754 binary16. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const word = new DataView(new ArrayBuffer(4));

/** The upper half of a binary32. */
function brainToNumber(bits: number): number {
  word.setUint32(0, bits << 16);
  return word.getFloat32(0);
}
