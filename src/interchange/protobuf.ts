/** A field of a protocol buffer message as it stands on the wire. */
export interface WireField {
  readonly number: number;
  /** Whole numbers (varint), or the bytes of a fixed or length-delimited value. */
  readonly value: bigint | Uint8Array;
}

/**
 * Walks over the fields of one message (Protocol Buffers encoding, wire types 0, 1, 2 and 5).
 * @throws RangeError when it is cut short or no message
 */
export function* fieldsOf(bytes: Uint8Array): Generator<WireField> {
  let at = 0;
  const varint = (): bigint => {
    let [result, shift] = [0n, 0n];
    for (;;) {
      const byte = bytes[at++];
      if (byte === undefined || shift > 63n) throw new RangeError('a number is cut short');
      result |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return result;
      shift += 7n;
    }
  };
  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw new RangeError('a value is cut short');
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const key = Number(varint());
    const number = key >>> 3;
    const type = key & 7;
    if (type === 0) yield { number, value: varint() };
    else if (type === 1) yield { number, value: take(8) };
    else if (type === 2) yield { number, value: take(Number(varint())) };
    else if (type === 5) yield { number, value: take(4) };
    else throw new RangeError(`there is no wire type ${type}`);
  }
}
