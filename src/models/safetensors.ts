import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { z } from 'zod';
import { UnrollError } from '../contract/index.ts';

/**
 * The safetensors format (huggingface/safetensors): eight bytes with the header's length, a JSON
 * header that names every tensor's type, shape and place, then the values without gaps. Numbers are
 * little-endian, as is every machine that Unroll runs on.
 */

const arrays = {
  F32: Float32Array,
  F64: Float64Array,
  I32: Int32Array,
  I64: BigInt64Array,
  U8: Uint8Array,
} as const;
export type SafetensorsType = keyof typeof arrays;

export interface SafetensorsTensor {
  readonly dtype: SafetensorsType;
  readonly shape: readonly number[];
  /** Of the array type that belongs to `dtype`, as long as the shape's product. */
  readonly data: Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array;
}

export interface SafetensorsContent {
  readonly tensors: ReadonlyMap<string, SafetensorsTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** As in the reference implementation: a longer header is an attack or no such file. */
const longestHeader = 100_000_000;
const lengthBytes = 8;
const alignment = 8;

const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(z.number().int().nonnegative()),
  data_offsets: z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()]),
});
type Entry = z.infer<typeof entrySchema>;
const headerSchema = z
  .object({ __metadata__: z.record(z.string(), z.string()).optional() })
  .catchall(entrySchema);

/**
 * Writes the file in place; who needs it whole after a crash writes to another name and renames.
 * @throws when a tensor's data does not fit its type and shape: a defect
 */
export function writeSafetensors(path: string, { tensors, metadata }: SafetensorsContent): void {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { dtype, shape, data }] of tensors) {
    if (!(data instanceof arrays[dtype]) || data.length !== product(shape)) {
      throw new Error(`tensor ${name} is not ${dtype} of shape (${shape.join(', ')})`);
    }
    const end = offset + data.byteLength;
    header[name] = { dtype, shape, data_offsets: [offset, end] };
    offset = end;
  }
  const file = openSync(path, 'w');
  try {
    writeAll(file, encodeHeader(header));
    for (const { data } of tensors.values()) {
      writeAll(file, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    }
  } finally {
    closeSync(file);
  }
}

/** Length and header; spaces at its end put the values at a multiple of eight bytes. */
function encodeHeader(header: Record<string, unknown>): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(json.length / alignment) * alignment;
  const bytes = new Uint8Array(lengthBytes + length).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(json, lengthBytes);
  return bytes;
}

function writeAll(file: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written);
}

/**
 * Reads a whole file and checks all of it: types, shapes, places, and that nothing is missing,
 * left over or stored twice.
 * @throws UnrollError when it is cut short, damaged or no such file
 */
export function readSafetensors(path: string): SafetensorsContent {
  const bytes = readWhole(path);
  const { header, start } = decodeHeader(bytes, path);
  const { __metadata__: metadata = {}, ...entries } = header;
  const values = bytes.subarray(start);
  expectNoGaps(entries as Record<string, Entry>, values.length, path);
  const tensors = new Map<string, SafetensorsTensor>();
  for (const [name, entry] of Object.entries(entries as Record<string, Entry>)) {
    tensors.set(name, decodeTensor(name, entry, values, path));
  }
  return { tensors, metadata };
}

function readWhole(path: string): Uint8Array {
  const file = openFile(path);
  try {
    const bytes = new Uint8Array(fstatSync(file).size);
    let read = 0;
    while (read < bytes.length) {
      const count = readSync(file, bytes, read, bytes.length - read, null);
      if (count === 0) throw damaged(path, 'it is shorter than the system says');
      read += count;
    }
    return bytes;
  } finally {
    closeSync(file);
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw new UnrollError({
      code: 'unreadable-file',
      message: `The file cannot be opened: ${error instanceof Error ? error.message : error}.`,
      where: path,
      hint: 'Check that it exists and may be read.',
    });
  }
}

function decodeHeader(bytes: Uint8Array, path: string) {
  if (bytes.length < lengthBytes) throw damaged(path, 'it is too short');
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const length = Number(view.getBigUint64(0, true));
  if (length > longestHeader) throw damaged(path, 'it does not begin as safetensors do');
  const start = lengthBytes + length;
  if (start > bytes.length) throw damaged(path, 'it ends within its header');
  const parsed = headerSchema.safeParse(parseJson(bytes.subarray(lengthBytes, start)));
  if (!parsed.success) throw damaged(path, 'its header is not a list of tensors');
  return { header: parsed.data, start };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function expectNoGaps(entries: Record<string, Entry>, length: number, path: string): void {
  const places = Object.values(entries)
    .map((entry) => entry.data_offsets)
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let end = 0;
  for (const [from, to] of places) {
    if (from !== end || to < from) throw damaged(path, 'its tensors overlap or leave gaps');
    end = to;
  }
  if (end > length) throw damaged(path, `${end - length} bytes are missing at its end`);
  if (end < length) throw damaged(path, `${length - end} bytes too many are at its end`);
}

function decodeTensor(
  name: string,
  { dtype, shape, data_offsets: [from, to] }: Entry,
  values: Uint8Array,
  path: string,
): SafetensorsTensor {
  if (!isSupported(dtype)) {
    throw new UnrollError({
      code: 'unsupported-type',
      message: `The tensor ${name} has the type ${dtype}, which Unroll does not read.`,
      where: path,
      hint: `Save it as one of ${Object.keys(arrays).join(', ')}.`,
    });
  }
  const ArrayType = arrays[dtype];
  if (product(shape) * ArrayType.BYTES_PER_ELEMENT !== to - from) {
    throw damaged(path, `the size of ${name} does not fit its shape`);
  }
  // A copy of its own is aligned, and lets the rest of the file go.
  return { dtype, shape, data: new ArrayType(values.slice(from, to).buffer) };
}

function isSupported(dtype: string): dtype is SafetensorsType {
  return Object.hasOwn(arrays, dtype);
}

function product(shape: readonly number[]): number {
  return shape.reduce((result, size) => result * size, 1);
}

function damaged(path: string, what: string): UnrollError {
  return new UnrollError({
    code: 'damaged-file',
    message: `The file is damaged or no safetensors file: ${what}.`,
    where: path,
    hint: 'Use another copy of the file.',
  });
}
