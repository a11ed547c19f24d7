/** Numbers in C order; whole ones are held as floats too. */
export interface Values {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

type Attribute = number | string | readonly number[];

export interface Node {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, Attribute>;
}

export interface Model {
  readonly nodes: readonly Node[];
  readonly constants: ReadonlyMap<string, Values>;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly facts: ReadonlyMap<string, string>;
}

/** Fields of one message of Protocol Buffers by number, in order: numbers, or bytes. */
type Fields = Map<number, (bigint | Uint8Array)[]>;

function fieldsOf(bytes: Uint8Array): Fields {
  const fields: Fields = new Map();
  let at = 0;
  const varint = (): bigint => {
    let [value, shift] = [0n, 0n];
    for (;;) {
      const byte = bytes[at++]!;
      value |= BigInt(byte & 0x7f) << shift;
      shift += 7n;
      if (byte < 0x80) return BigInt.asIntN(64, value);
    }
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const kind = tag & 7;
    let value: bigint | Uint8Array;
    if (kind === 0) value = varint();
    else {
      const length = kind === 5 ? 4 : Number(varint());
      value = bytes.subarray(at, at + length);
      at += length;
    }
    fields.set(tag >> 3, [...(fields.get(tag >> 3) ?? []), value]);
  }
  return fields;
}

const all = (fields: Fields, field: number) => (fields.get(field) ?? []) as Uint8Array[];
const texts = (fields: Fields, field: number) =>
  all(fields, field).map((bytes) => Buffer.from(bytes).toString('utf8'));
const number = (fields: Fields, field: number) => Number(fields.get(field)?.[0] ?? 0n);

/** An ONNX file by the field numbers of onnx.proto3, read apart from what wrote it. */
export function readModel(bytes: Uint8Array): Model {
  const model = fieldsOf(bytes);
  const graph = fieldsOf(all(model, 7)[0]!);
  const names = (field: number) => all(graph, field).map((value) => texts(fieldsOf(value), 1)[0]!);
  return {
    nodes: all(graph, 1).map(nodeOf),
    constants: new Map(all(graph, 5).map(tensorOf)),
    inputs: names(11),
    outputs: names(12),
    facts: new Map(
      all(model, 14).map((entry): [string, string] => {
        const fields = fieldsOf(entry);
        return [texts(fields, 1)[0]!, texts(fields, 2)[0] ?? ''];
      }),
    ),
  };
}

function nodeOf(bytes: Uint8Array): Node {
  const fields = fieldsOf(bytes);
  const attributes = all(fields, 5).map((attribute): [string, Attribute] => {
    const own = fieldsOf(attribute);
    const kind = number(own, 20);
    const [name] = texts(own, 1);
    if (kind === 2) return [name!, number(own, 3)];
    return kind === 3 ? [name!, texts(own, 4)[0]!] : [name!, (own.get(8) ?? []).map(Number)];
  });
  return {
    operator: texts(fields, 4)[0]!,
    inputs: texts(fields, 1),
    outputs: texts(fields, 2),
    attributes: new Map(attributes),
  };
}

function tensorOf(bytes: Uint8Array): [string, Values] {
  const fields = fieldsOf(bytes);
  const shape: number[] = [];
  for (const value of fields.get(1) ?? []) {
    if (typeof value === 'bigint') shape.push(Number(value));
    else for (const size of value) shape.push(size);
  }
  const raw = Uint8Array.from(all(fields, 9)[0] ?? []).buffer;
  const isFloat = number(fields, 2) === 1;
  const data = isFloat
    ? Float64Array.from(new Float32Array(raw))
    : Float64Array.from(new BigInt64Array(raw), Number);
  return [texts(fields, 8)[0]!, { shape: packedSizes(fields) ?? shape, data }];
}

/** Sizes stand in one packed piece of varints. */
function packedSizes(fields: Fields): number[] | null {
  const piece = fields.get(1)?.[0];
  if (piece === undefined || typeof piece === 'bigint') return null;
  const sizes: number[] = [];
  let [value, shift] = [0, 0];
  for (const byte of piece) {
    value |= (byte & 0x7f) << shift;
    shift += 7;
    if (byte >= 0x80) continue;
    sizes.push(value);
    [value, shift] = [0, 0];
  }
  return sizes;
}
