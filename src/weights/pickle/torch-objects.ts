import { UnrollError } from '../../contract/index.ts';
import {
  type ElementType,
  elementCount,
  elementReader,
  elementWidth,
  toSingle,
} from '../formats/numbers.ts';
import type { WeightTensor } from '../formats/weight-file.ts';
import type { NamedValue, PickleNames } from './unpickler.ts';
import { type PickleObject, PickleTuple, type PickleValue } from './values.ts';

/** Element types by the storage classes of PyTorch. */
const storageTypes: Readonly<Record<string, ElementType>> = {
  ...{ DoubleStorage: 'float64', FloatStorage: 'float32', HalfStorage: 'float16' },
  ...{ BFloat16Storage: 'bfloat16', LongStorage: 'int64', IntStorage: 'int32' },
  ...{ ShortStorage: 'int16', CharStorage: 'int8', ByteStorage: 'uint8', BoolStorage: 'bool' },
};

interface StorageType extends PickleObject {
  readonly kind: 'storage type';
  readonly type: ElementType;
}

/** Values in a row that tensors are views of. */
interface Storage extends PickleObject {
  readonly kind: 'storage';
  readonly type: ElementType;
  readonly key: string;
  readonly elements: number;
}

/** A view of a storage; `tensorsOf` gives it its bytes. */
export interface TorchTensor extends PickleObject {
  readonly kind: 'tensor';
  readonly storage: Storage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** The few names that a state dictionary needs; whatever else a pickle names is refused. */
export function torchNames(source: string): PickleNames {
  const broken = (detail: string) => brokenTensor(source, detail);
  const allowed: Readonly<Record<string, NamedValue>> = {
    'collections.OrderedDict': { call: (args) => ordered(args, broken) },
    'torch.Size': { call: ([sizes = null]) => sizes },
    'torch._utils._rebuild_tensor': { call: (args) => tensorOf(args, broken) },
    'torch._utils._rebuild_tensor_v2': { call: (args) => tensorOf(args, broken) },
    'torch._utils._rebuild_parameter': { call: ([tensor = null]) => tensor },
  };
  return {
    name(module, name) {
      const path = `${module}.${name}`;
      if (Object.hasOwn(allowed, path)) return allowed[path];
      const type = module === 'torch' && Object.hasOwn(storageTypes, name) && storageTypes[name];
      return type ? { value: { kind: 'storage type', type } as StorageType } : undefined;
    },
    persistent: (id) => storageOf(id, broken),
  };
}

type Broken = (detail: string) => UnrollError;

/** An ordered dictionary comes empty, or with a list of pairs. */
function ordered(args: readonly PickleValue[], broken: Broken): PickleValue {
  const map = new Map<PickleValue, PickleValue>();
  const [pairs = []] = args;
  if (!Array.isArray(pairs)) throw broken('a dictionary is made of what is no list');
  for (const pair of pairs) {
    const items = pair instanceof PickleTuple ? pair.items : pair;
    if (!Array.isArray(items) || items.length !== 2) throw broken('a dictionary lacks values');
    map.set(items[0], items[1]);
  }
  return map;
}

function storageOf(id: PickleValue, broken: Broken): Storage {
  const items = id instanceof PickleTuple ? id.items : [];
  const [word, type, key, , elements] = items;
  if (word !== 'storage' || !isKind<StorageType>(type, 'storage type')) {
    throw broken('it refers to something that is no storage');
  }
  if (typeof key !== 'string' || typeof elements !== 'number' || items.length > 6) {
    throw broken('a storage has no name or size');
  }
  return { kind: 'storage', type: type.type, key, elements };
}

function tensorOf(args: readonly PickleValue[], broken: Broken): TorchTensor {
  const [storage, offset, sizes, steps] = args;
  const shape = counts(sizes);
  const strides = counts(steps);
  if (!isKind<Storage>(storage, 'storage') || !isCount(offset) || !shape || !strides) {
    throw broken('a tensor lacks its storage or shape');
  }
  if (strides.length !== shape.length) throw broken('a tensor has strides of another rank');
  const furthest = shape.reduce((sum, size, i) => sum + (size - 1) * strides[i]!, offset);
  if (elementCount(shape) > 0 && furthest >= storage.elements) {
    throw broken('a tensor reaches past its storage');
  }
  return { kind: 'tensor', storage, offset, shape, strides };
}

function counts(value: PickleValue | undefined): readonly number[] | null {
  const items = value instanceof PickleTuple ? value.items : value;
  return Array.isArray(items) && items.every(isCount) ? items : null;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isKind<T extends PickleObject>(value: unknown, kind: T['kind']): value is T {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
}

/**
 * Every tensor in a value by the keys that lead to it, joined with points. Where the value holds a
 * state dictionary beside other things (an optimizer, an epoch), that alone is taken.
 * @param storage bytes of a storage by its key @throws UnrollError where one is missing or short
 */
export function tensorsOf(
  value: PickleValue,
  storage: (key: string) => Uint8Array | undefined,
  source: string,
): Map<string, WeightTensor> {
  const found = new Map<string, WeightTensor>();
  const walk = (item: PickleValue, path: readonly string[]): void => {
    if (isKind<TorchTensor>(item, 'tensor')) {
      found.set(path.join('.'), weightTensor(item, storage(item.storage.key), source));
    } else if (item instanceof Map) {
      for (const [key, inner] of item) walk(inner, [...path, String(key)]);
    } else if (Array.isArray(item)) {
      for (const [index, inner] of item.entries()) walk(inner, [...path, String(index)]);
    }
  };
  walk(stateDictionary(value), []);
  return found;
}

const usualKeys = ['state_dict', 'model_state_dict', 'model_state', 'model', 'net', 'weights'];

function stateDictionary(value: PickleValue): PickleValue {
  if (!(value instanceof Map)) return value;
  const key = usualKeys.find((candidate) => value.get(candidate) instanceof Map);
  return key === undefined ? value : value.get(key)!;
}

function weightTensor(
  { storage, offset, shape, strides }: TorchTensor,
  bytes: Uint8Array | undefined,
  source: string,
): WeightTensor {
  const width = elementWidth(storage.type);
  if (bytes === undefined || bytes.byteLength < storage.elements * width) {
    throw brokenTensor(source, `the values of storage ${storage.key} are not all there`);
  }
  const size = elementCount(shape);
  const isPlain = shape.every(
    (length, axis) => length === 1 || strides[axis] === elementCount(shape.slice(axis + 1)),
  );
  const values = (): Float32Array => {
    if (isPlain) {
      return toSingle(bytes.subarray(offset * width, (offset + size) * width), storage.type);
    }
    const read = elementReader(bytes, storage.type);
    return Float32Array.from({ length: size }, (_, index) =>
      read(offset + place(index, shape, strides)),
    );
  };
  return { shape, type: storage.type, values };
}

/** Where an element lies in its storage, from its number in row-major order. */
function place(index: number, shape: readonly number[], strides: readonly number[]): number {
  let rest = index;
  let at = 0;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    at += (rest % shape[axis]!) * strides[axis]!;
    rest = Math.floor(rest / shape[axis]!);
  }
  return at;
}

function brokenTensor(source: string, detail: string): UnrollError {
  return new UnrollError({
    code: 'broken-pickle',
    message: `${source} is damaged: ${detail}.`,
    where: source,
    hint: 'Take the file again from where it was made.',
  });
}
