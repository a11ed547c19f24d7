import { UnrollError } from '../../contract/index.ts';
import { tensorsOf, torchNames } from '../pickle/torch-objects.ts';
import { unpickle } from '../pickle/unpickler.ts';
import type { PickleValue } from '../pickle/values.ts';
import { type ElementType, elementWidth } from './numbers.ts';
import type { WeightFormat } from './weight-file.ts';

/** As an integer of ten bytes at the very beginning, after PROTO 2 and LONG1. */
const magic = [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

/**
 * What torch.save wrote before PyTorch 1.6: four pickles (a magic number, a version, facts of the
 * machine, the object), a fifth with the storages' keys, then for each storage its size in eight
 * bytes and its values.
 */
export const torchLegacy: WeightFormat = {
  id: 'pytorch-legacy',
  label: 'PyTorch state dictionary (before 1.6)',
  extensions: ['.pt', '.pth', '.bin'],
  recognises: (head) => magic.every((byte, index) => head[index] === byte),
  async read(bytes, source) {
    const types = new Map<string, ElementType>();
    const names = torchNames(source);
    const noting = {
      ...names,
      persistent(id: PickleValue) {
        const storage = names.persistent(id) as { key: string; type: ElementType; kind: string };
        types.set(storage.key, storage.type);
        return storage;
      },
    };
    let at = 0;
    const next = (): PickleValue => {
      const { value, end } = unpickle(bytes, noting, source, at);
      at = end;
      return value;
    };
    next();
    next();
    const machine = next();
    if (machine instanceof Map && machine.get('little_endian') === false) throw bigEndian(source);
    const value = next();
    const keys = next();
    if (!Array.isArray(keys)) throw cutShort(source);
    const storages = readStorages(bytes, at, keys.map(String), types, source);
    const tensors = tensorsOf(value, (key) => storages.get(key), source);
    return { format: 'pytorch', label: this.label, tensors };
  },
};

function readStorages(
  bytes: Uint8Array,
  start: number,
  keys: readonly string[],
  types: ReadonlyMap<string, ElementType>,
  source: string,
): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const storages = new Map<string, Uint8Array>();
  let at = start;
  for (const key of keys) {
    if (at + 8 > bytes.length) throw cutShort(source);
    const elements = Number(view.getBigInt64(at, true));
    const size = elements * elementWidth(types.get(key) ?? 'uint8');
    at += 8;
    if (!(size >= 0) || at + size > bytes.length) throw cutShort(source);
    storages.set(key, bytes.subarray(at, at + size));
    at += size;
  }
  return storages;
}

function cutShort(source: string): UnrollError {
  return new UnrollError({
    code: 'broken-pickle',
    message: `${source} is damaged: it ends before its last tensor.`,
    where: source,
    hint: 'Take the file again from where it was made.',
  });
}

function bigEndian(source: string): UnrollError {
  return new UnrollError({
    code: 'big-endian-weights',
    message: `${source} was written on a machine that puts the high byte first, which Unroll does not read.`,
    where: source,
    hint: 'Store the weights as safetensors there.',
  });
}
