const varint = 0;
const fixed32 = 5;
const delimited = 2;

/** Protocol Buffers' encoding of one message: fields in the order in which they are added. */
export class ProtobufMessage {
  readonly #pieces: Uint8Array[] = [];

  /** An int32, int64, enum or bool; negative ones take ten bytes, as the format has it. */
  integer(field: number, value: number): this {
    this.#pieces.push(varintOf(field * 8 + varint), varintOf(value));
    return this;
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    this.#pieces.push(varintOf(field * 8 + fixed32), bytes);
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.#pieces.push(varintOf(field * 8 + delimited), varintOf(value.length), value);
    return this;
  }

  text(field: number, value: string): this {
    return this.bytes(field, Buffer.from(value, 'utf8'));
  }

  message(field: number, value: ProtobufMessage): this {
    return this.bytes(field, value.encoded());
  }

  /** Repeated integers in one piece. */
  packed(field: number, values: readonly number[]): this {
    return this.bytes(field, Buffer.concat(values.map(varintOf)));
  }

  encoded(): Uint8Array {
    return Buffer.concat(this.#pieces);
  }
}

function varintOf(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
