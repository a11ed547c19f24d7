import { storedZip } from './stored-zip.ts';
import type { PlainTensor } from './torch-names.ts';

/**
 * A state dictionary as `torch.save` writes it: a zip archive with a pickle that names nothing but
 * tensors, so that `torch.load(weights_only=True)` takes it. The same weights give the same bytes.
 */
export function torchState(tensors: ReadonlyMap<string, PlainTensor>): Uint8Array {
  const members = new Map<string, Uint8Array>([
    ['archive/data.pkl', pickleOf(tensors)],
    ['archive/byteorder', Buffer.from('little')],
  ]);
  let index = 0;
  for (const { values } of tensors.values()) {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    members.set(`archive/data/${index++}`, bytes);
  }
  members.set('archive/version', Buffer.from('3\n'));
  return storedZip(members);
}

/** Operations of Python's pickle, protocol 2. */
const protocol = Buffer.from([0x80, 2]);
const mark = Buffer.from('(');
const tuple = Buffer.from('t');
const emptyTuple = Buffer.from(')');
const reduce = Buffer.from('R');
const setItems = Buffer.from('u');
const persistentId = Buffer.from('Q');
const falseValue = Buffer.from([0x89]);
const stop = Buffer.from('.');

function pickleOf(tensors: ReadonlyMap<string, PlainTensor>): Uint8Array {
  const orderedDictionary = [global('collections', 'OrderedDict'), emptyTuple, reduce];
  const items = [...tensors].flatMap(([name, { shape, values }], index) => [
    text(name),
    global('torch._utils', '_rebuild_tensor_v2'),
    mark,
    // The storage, by its file in the archive.
    ...[mark, text('storage'), global('torch', 'FloatStorage'), text(String(index))],
    ...[text('cpu'), integer(values.length), tuple, persistentId],
    integer(0),
    ...integers(shape),
    ...integers(strides(shape)),
    falseValue,
    ...orderedDictionary,
    tuple,
    reduce,
  ]);
  return Buffer.concat([protocol, ...orderedDictionary, mark, ...items, setItems, stop]);
}

/** Of a contiguous tensor, in elements. */
function strides(shape: readonly number[]): number[] {
  return shape.map((_, place) => shape.slice(place + 1).reduce((a, b) => a * b, 1));
}

function global(module: string, name: string): Buffer {
  return Buffer.from(`c${module}\n${name}\n`);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  const head = Buffer.alloc(5);
  head.write('X', 0);
  head.writeUInt32LE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

function integer(value: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes.write('J', 0);
  bytes.writeInt32LE(value, 1);
  return bytes;
}

function integers(values: readonly number[]): Buffer[] {
  return [mark, ...values.map(integer), tuple];
}
