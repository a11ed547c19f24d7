import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  readSafetensors,
  type StoredTensor,
  writeSafetensors,
} from '../../src/models/safetensors.ts';
import { dataPath } from '../support/data.ts';
import { temporaryHome } from '../support/temporary-home.ts';

const tensors = new Map<string, StoredTensor>([
  ['odd bytes', { dtype: 'U8', shape: [3], data: Uint8Array.of(1, 2, 255) }],
  ['matrix', { dtype: 'F32', shape: [2, 2], data: Float32Array.of(1, -0, Number.NaN, 3e38) }],
  ['scalar', { dtype: 'F64', shape: [], data: Float64Array.of(Math.PI) }],
  ['empty', { dtype: 'I32', shape: [0, 4], data: new Int32Array(0) }],
  ['unsigned', { dtype: 'U32', shape: [1], data: Uint32Array.of(0xffffffff) }],
]);
const metadata = { note: 'ünïcode "quoted"' };

/** A file with this header and that many bytes of values. */
function fileOf(header: unknown, bytes: number): Uint8Array {
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, Buffer.alloc(bytes)]);
}

const f32 = (from: number, to: number, ...shape: number[]) => ({
  dtype: 'F32',
  shape,
  data_offsets: [from, to],
});

describe('safetensors', () => {
  it('come back as they were written, bit for bit', () => {
    const read = readSafetensors(writeSafetensors({ tensors, metadata }));
    expect(read.metadata).toEqual(metadata);
    expect(read.tensors).toEqual(tensors);
    expect(Object.is((read.tensors.get('matrix')!.data as Float32Array)[1], -0)).toBe(true);
  });

  it('start their values at a multiple of eight bytes', () => {
    const bytes = Buffer.from(writeSafetensors({ tensors, metadata }));
    expect(bytes.readBigUInt64LE(0) % 8n).toBe(0n);
  });

  it('read what another writer made', () => {
    const path = dataPath('weights/shakespeare_char_lstm.safetensors');
    if (path === null) return;
    const { tensors: weights } = readSafetensors(readFileSync(path), path);
    for (const { shape, data } of weights.values()) {
      expect(data.length).toBe(shape.reduce((product, length) => product * length, 1));
    }
    expect(weights.size).toBeGreaterThan(0);
  });

  it('can be read by the reference implementation', (context) => {
    const path = join(temporaryHome(), 'a.safetensors');
    writeFileSync(path, writeSafetensors({ tensors, metadata }));
    const script = [
      'import sys, json',
      'from safetensors.numpy import load_file',
      'found = load_file(sys.argv[1])',
      'print(json.dumps({name: [str(a.dtype), list(a.shape)] for name, a in found.items()}))',
    ].join('\n');
    const python = process.env['UNROLL_TEST_PYTHON'] ?? 'python3';
    const { status, stdout } = spawnSync(python, ['-c', script, path], { encoding: 'utf8' });
    if (status !== 0) return context.skip('Python with the package safetensors is absent');
    expect(JSON.parse(stdout)).toEqual({
      'odd bytes': ['uint8', [3]],
      matrix: ['float32', [2, 2]],
      scalar: ['float64', []],
      empty: ['int32', [0, 4]],
      unsigned: ['uint32', [1]],
    });
  });

  it('refuse data that does not fit its shape', () => {
    const wrong = new Map([
      ['w', { dtype: 'F32', shape: [3], data: new Float32Array(2) } as const],
    ]);
    expect(() => writeSafetensors({ tensors: wrong, metadata: {} })).toThrow('tensor w');
  });

  const damages: [string, unknown, number][] = [
    ['values are missing', { w: f32(0, 8, 2) }, 4],
    ['values are left over', { w: f32(0, 8, 2) }, 12],
    ['tensors overlap', { a: f32(0, 8, 2), b: f32(4, 12, 2) }, 12],
    ['tensors leave a gap', { a: f32(0, 4, 1), b: f32(8, 12, 1) }, 12],
    ['a place runs backwards', { a: f32(0, 4, 1), b: f32(4, 0, 1) }, 4],
    ['a shape does not fit its place', { w: f32(0, 8, 3) }, 8],
    ['an offset is negative', { w: f32(-4, 4, 2) }, 8],
    ['the header is no object', [1, 2], 0],
    ['an entry is no tensor', { w: 7 }, 0],
  ];
  for (const [name, header, bytes] of damages) {
    it(`are refused when ${name}`, () => {
      const file = fileOf(header, bytes);
      expect(() => readSafetensors(file, 'a.safetensors')).toThrow(
        expect.objectContaining({ code: 'broken-safetensors', where: 'a.safetensors' }),
      );
    });
  }

  it('name a type that Unroll does not read', () => {
    const file = fileOf({ w: { dtype: 'F8_E4M3', shape: [1], data_offsets: [0, 1] } }, 1);
    expect(() => readSafetensors(file)).toThrow('F8_E4M3');
  });
});
