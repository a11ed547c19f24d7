import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readWeightFile } from '../../src/weights/index.ts';
import { temporaryFile } from '../support/files.ts';
import { zipOf } from '../support/zip.ts';

const fixtures = join(import.meta.dirname, 'fixtures');

/** A pickle that has Python call a function with a text. */
function callOf(module: string, name: string, argument: string): Buffer {
  const text = Buffer.from(argument);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([
    Buffer.from([0x80, 2]),
    Buffer.from(`c${module}\n${name}\n`),
    Buffer.concat([Buffer.from('X'), length, text, Buffer.from([0x85, 0x52, 0x2e])]),
  ]);
}

const archive = (pickle: Uint8Array) => zipOf({ 'a/data.pkl': pickle, 'a/version': '3\n' });

describe('files that are not weights alone', () => {
  const traces = join(import.meta.dirname, 'trace');
  it.each([
    ['posix', 'system', `touch ${traces}`],
    ['builtins', 'eval', '1'],
    ['torch', 'load', 'x'],
    ['torch.storage', '_load_from_bytes', 'x'],
    ['torch', '__proto__', 'x'],
    ['constructor', 'constructor', 'x'],
  ])('%s.%s is refused by name and not run', async (module, name, argument) => {
    const path = temporaryFile('bad.pt', archive(callOf(module, name, argument)));
    await expect(readWeightFile(path)).rejects.toMatchObject({
      code: 'refused-pickle',
      message: expect.stringContaining(`${module}.${name}`),
      hint: expect.stringContaining('state_dict'),
    });
    expect(existsSync(traces)).toBe(false);
  });

  it('a whole pickled module is refused, with what to store instead', async () => {
    await expect(readWeightFile(join(fixtures, 'whole-module.pt'))).rejects.toMatchObject({
      code: 'refused-pickle',
      hint: expect.stringContaining('model.state_dict()'),
    });
  });

  it('an operation that no store of weights needs is refused', async () => {
    const instance = Buffer.from('\x80\x02(ios\nsystem\n.', 'latin1');
    const path = temporaryFile('bad.pt', archive(instance));
    await expect(readWeightFile(path)).rejects.toMatchObject({ code: 'refused-pickle' });
  });

  it('a tensor that reaches past its storage is damage', async () => {
    const whole = await readFile(join(fixtures, 'lstm-legacy.pt'));
    const path = temporaryFile('short.pt', whole.subarray(0, whole.length - 10));
    await expect(readWeightFile(path)).rejects.toMatchObject({ code: 'broken-pickle' });
  });

  it.each([
    ['lstm.pt', 'broken-archive'],
    ['lstm-legacy.pt', 'broken-pickle'],
    ['keras-lstm.weights.h5', 'broken-hdf5'],
    ['rnn-bf16.safetensors', 'broken-safetensors'],
    ['keras-gru.keras', 'broken-archive'],
  ])('half of %s is %s', async (name, code) => {
    const whole = await readFile(join(fixtures, name));
    const path = temporaryFile(name, whole.subarray(0, Math.floor(whole.length / 2)));
    await expect(readWeightFile(path)).rejects.toMatchObject({ code });
  });

  it('text, an empty file and a missing one say what to do', async () => {
    const text = temporaryFile('weights.pt', 'epoch,loss\n1,2\n');
    await expect(readWeightFile(text)).rejects.toMatchObject({ code: 'unknown-weights' });
    const nothing = temporaryFile('weights.h5', '');
    await expect(readWeightFile(nothing)).rejects.toMatchObject({ code: 'unknown-weights' });
    await expect(readWeightFile('/nowhere/a.pt')).rejects.toMatchObject({
      code: 'unreadable-file',
    });
    const other = temporaryFile('other.pt', zipOf({ 'readme.txt': 'hello' }));
    await expect(readWeightFile(other)).rejects.toMatchObject({ code: 'no-state-dictionary' });
  });
});
