import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UnrollError } from '../../src/contract/index.ts';
import {
  readSafetensors,
  type StoredTensor,
  writeSafetensors,
} from '../../src/models/safetensors.ts';

const shape = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 });
const sizeOf = (sizes: readonly number[]) => sizes.reduce((product, size) => product * size, 1);
const types = ['F32', 'F64', 'I32', 'U32', 'U8'] as const;
const arrays = {
  F32: Float32Array,
  F64: Float64Array,
  I32: Int32Array,
  U32: Uint32Array,
  U8: Uint8Array,
};

const tensor: fc.Arbitrary<StoredTensor> = fc
  .record({ dtype: fc.constantFrom(...types), shape, fill: fc.integer() })
  .map(({ dtype, shape, fill }) => ({
    dtype,
    shape,
    data: new arrays[dtype](sizeOf(shape)).map((_: number, i: number) => fill * (i + 1)),
  }));

const file = fc.record({
  tensors: fc
    .dictionary(
      fc.string().filter((name) => name !== '__metadata__'),
      tensor,
      { maxKeys: 6 },
    )
    .map((entries) => new Map(Object.entries(entries))),
  metadata: fc.dictionary(fc.string(), fc.string(), { maxKeys: 4 }),
});

test('any file comes back as it was written', () => {
  fc.assert(
    fc.property(file, (given) => {
      const read = readSafetensors(writeSafetensors(given));
      expect(new Map([...read.tensors].sort())).toEqual(new Map([...given.tensors].sort()));
      expect(Object.entries(read.metadata).sort()).toEqual(Object.entries(given.metadata).sort());
    }),
  );
});

test('a file cut short or with bytes changed is read or refused, never anything else', () => {
  fc.assert(
    fc.property(
      file,
      fc.nat(),
      fc.integer({ min: 0, max: 255 }),
      fc.boolean(),
      (given, at, byte, cut) => {
        const bytes = writeSafetensors(given);
        const position = at % bytes.length;
        const damaged = cut ? bytes.slice(0, position) : bytes.with(position, byte);
        try {
          readSafetensors(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(UnrollError);
        }
      },
    ),
    { numRuns: 400 },
  );
});
