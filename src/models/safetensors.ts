import { endianness } from 'node:os';
import { UnrollError } from '../contract/index.ts';

/**
 * The safetensors format (github.com/huggingface/safetensors): eight bytes with the header's
 * length, a JSON header naming each tensor's type, shape and place, and the values, little-endian
 * and row-major, without gaps. Nothing in a file is executed.
 */

/** Element types that Unroll reads and writes. */
export type TensorType = 'F32' | 'F64' | 'I32' | 'U32' | 'U8';
export type TensorValues = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array;

export interface StoredTensor {
  readonly dtype: TensorType;
  readonly shape: readonly number[];
  readonly data: TensorValues;
}

export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Free text by name. */
  readonly metadata: Readonly<Record<string, string>>;
}

const arrays = {
  F32: Float32Array,
  F64: Float64Array,
  I32: Int32Array,
  U32: Uint32Array,
  U8: Uint8Array,
} as const;

/** Bytes of an element of every type that may be in a file of another program. */
const widths: Readonly<Record<string, number>> = {
  ...{ F64: 8, I64: 8, U64: 8, F32: 4, I32: 4, U32: 4 },
  ...{ F16: 2, BF16: 2, I16: 2, U16: 2, I8: 1, U8: 1, BOOL: 1 },
};

/** A tensor of a file as its bytes, little-endian, which lie in the file's own memory. */
export interface RawTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** As in the format's own reader. */
const maximumHeader = 100_000_000;
const metadataKey = '__metadata__';

/** @throws Error when a tensor's values do not fit its type or shape: a defect of the caller */
export function writeSafetensors(file: SafetensorsFile): Uint8Array {
  // Widest type first, so that every tensor stays aligned to its own width.
  const sorted = [...file.tensors].sort(([, a], [, b]) => width(b.dtype) - width(a.dtype));
  const header: [string, unknown][] = [];
  if (Object.keys(file.metadata).length > 0) header.push([metadataKey, file.metadata]);
  let offset = 0;
  for (const [name, { dtype, shape, data }] of sorted) {
    if (name === metadataKey) throw new Error(`${metadataKey} cannot name a tensor`);
    if (!(data instanceof arrays[dtype]) || data.length !== elements(shape)) {
      throw new Error(`tensor ${name}: values do not fit ${dtype} [${shape.join(', ')}]`);
    }
    const end = offset + data.byteLength;
    header.push([name, { dtype, shape, data_offsets: [offset, end] }]);
    offset = end;
  }
  return assemble(Object.fromEntries(header), sorted, offset);
}

function assemble(
  header: Record<string, unknown>,
  tensors: readonly [string, StoredTensor][],
  size: number,
): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header));
  // Spaces after the header put the values at a multiple of eight.
  const headerSize = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerSize + size);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerSize), true);
  bytes.fill(0x20, 8, 8 + headerSize);
  bytes.set(json, 8);
  let position = 8 + headerSize;
  for (const [, { data, dtype }] of tensors) {
    bytes.set(littleEndian(data, width(dtype)), position);
    position += data.byteLength;
  }
  return bytes;
}

/**
 * Reads a whole file; the values are copies.
 * @param source name of the file for messages
 * @throws UnrollError for anything that the format does not allow, and for types other than
 *   `TensorType`: nothing is read half
 */
export function readSafetensors(bytes: Uint8Array, source = 'the file'): SafetensorsFile {
  const raw = readRawSafetensors(bytes, source);
  const tensors = new Map<string, StoredTensor>();
  for (const [name, { dtype, shape, bytes: own }] of raw.tensors) {
    if (!Object.hasOwn(arrays, dtype)) {
      const known = Object.keys(arrays).join(', ');
      throw brokenFile(source, `tensor ${name} is of type ${dtype}; readable: ${known}`);
    }
    const type = dtype as TensorType;
    tensors.set(name, { dtype: type, shape, data: valuesOf(type, own) });
  }
  return { tensors, metadata: raw.metadata };
}

/**
 * The same with the bytes as they are, of every type that the format has for numbers.
 * @throws UnrollError for anything that the format does not allow
 */
export function readRawSafetensors(
  bytes: Uint8Array,
  source = 'the file',
): {
  readonly tensors: ReadonlyMap<string, RawTensor>;
  readonly metadata: Readonly<Record<string, string>>;
} {
  const broken: Broken = (detail) => brokenFile(source, detail);
  const { header, start } = readHeader(bytes, broken);
  const places = Object.entries(header)
    .filter(([name]) => name !== metadataKey)
    .map(([name, entry]) => ({ name, ...parseEntry(name, entry, broken) }))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  let expected = 0;
  for (const { name, begin, end } of places) {
    if (begin !== expected) throw broken(`tensor ${name} begins at ${begin}, not at ${expected}`);
    expected = end;
  }
  if (start + expected !== bytes.length) {
    throw broken(`${bytes.length - start} bytes of values, the header tells of ${expected}`);
  }
  const tensors = new Map<string, RawTensor>();
  for (const { name, dtype, shape, begin, end } of places) {
    tensors.set(name, { dtype, shape, bytes: bytes.subarray(start + begin, start + end) });
  }
  return { tensors, metadata: parseMetadata(header[metadataKey], broken) };
}

function brokenFile(source: string, detail: string): UnrollError {
  return new UnrollError({
    code: 'broken-safetensors',
    message: `${source} is not a valid safetensors file: ${detail}.`,
    where: source,
    hint: 'The file may be cut short or of another format; take it again from where it was made.',
  });
}

type Broken = (detail: string) => UnrollError;

function readHeader(
  bytes: Uint8Array,
  broken: Broken,
): { header: Record<string, unknown>; start: number } {
  if (bytes.length < 8) throw broken('it is shorter than 8 bytes');
  const size = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (size > maximumHeader) throw broken(`a header of ${size} bytes is over ${maximumHeader}`);
  if (8 + size > bytes.length) throw broken(`a header of ${size} bytes reaches past the end`);
  const text = bytes.subarray(8, 8 + size);
  if (text[0] !== 0x7b) throw broken('the header does not begin with {');
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text));
    return { header: header as Record<string, unknown>, start: 8 + size };
  } catch {
    throw broken('the header is not JSON');
  }
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function parseEntry(name: string, entry: unknown, broken: Broken): Entry {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  if (typeof dtype !== 'string' || !Object.hasOwn(widths, dtype)) {
    const known = Object.keys(widths).join(', ');
    throw broken(`tensor ${name} is of type ${String(dtype)}; readable: ${known}`);
  }
  if (!isCounts(shape)) throw broken(`tensor ${name} has no valid shape`);
  if (!isCounts(offsets) || offsets.length !== 2) throw broken(`tensor ${name} has no valid place`);
  const [begin, end] = offsets as [number, number];
  const size = elements(shape) * widths[dtype]!;
  if (!Number.isSafeInteger(size) || end - begin !== size) {
    throw broken(`tensor ${name} takes ${end - begin} bytes, its shape needs ${size}`);
  }
  return { dtype, shape, begin, end };
}

function parseMetadata(value: unknown, broken: Broken): Record<string, string> {
  if (value === undefined) return {};
  const isText = (entry: unknown) => typeof entry === 'string';
  if (typeof value !== 'object' || value === null || !Object.values(value).every(isText)) {
    throw broken('the metadata are not text');
  }
  return value as Record<string, string>;
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function width(dtype: TensorType): number {
  return arrays[dtype].BYTES_PER_ELEMENT;
}

/** A copy of the bytes, aligned, as numbers of this machine. */
function valuesOf(dtype: TensorType, bytes: Uint8Array): TensorValues {
  // Not bytes.slice(): on a Buffer that shares the memory.
  const copy = new Uint8Array(bytes);
  return new arrays[dtype](littleEndian(copy, width(dtype)).buffer as ArrayBuffer);
}

/** The bytes of an array, swapped on the rare machine that puts the high byte first. */
function littleEndian(data: TensorValues, elementWidth: number): Uint8Array {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (endianness() === 'LE' || elementWidth === 1) return bytes;
  const swapped = bytes.slice();
  for (let i = 0; i < swapped.length; i += elementWidth) {
    swapped.subarray(i, i + elementWidth).reverse();
  }
  return swapped;
}
