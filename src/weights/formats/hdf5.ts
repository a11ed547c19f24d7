import { randomUUID } from 'node:crypto';
import * as h5wasm from 'h5wasm';
import { UnrollError } from '../../contract/index.ts';
import { elementCount } from './numbers.ts';
import { isZip, unzip } from './unzip.ts';
import type { WeightFile, WeightFormat, WeightTensor } from './weight-file.ts';

const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * HDF5 as Keras writes it: `save_weights` and whole models of Keras 2 (`LAYER/LAYER/kernel:0`), and
 * `.weights.h5` of Keras 3 (`layers/LAYER/cell/vars/0`). Tensors carry their full paths.
 */
export const hdf5: WeightFormat = {
  id: 'keras',
  label: 'Keras HDF5 weights',
  extensions: ['.h5', '.hdf5'],
  recognises: (head) => signature.every((byte, index) => head[index] === byte),
  read: readHdf5,
};

/** A model of Keras 3 as a whole: a zip archive with `model.weights.h5` and the configuration. */
export const kerasArchive: WeightFormat = {
  id: 'keras-archive',
  label: 'Keras model',
  extensions: ['.keras'],
  recognises: (head, name) => isZip(head) && name.endsWith('.keras'),
  async read(bytes, source) {
    const weights = (await unzip(bytes, source)).get('model.weights.h5');
    if (weights !== undefined) return readHdf5(weights, source);
    throw brokenHdf5(source, 'the archive has no model.weights.h5');
  },
};

async function readHdf5(bytes: Uint8Array, source: string): Promise<WeightFile> {
  const library = await h5wasm.ready;
  // Else it prints what is wrong with a damaged file and goes on.
  library.activate_throwing_error_handler();
  const { FS } = library;
  // A file of the library's own memory, not of the disk.
  const path = `/${randomUUID()}.h5`;
  FS.writeFile(path, bytes);
  try {
    const file = new h5wasm.File(path, 'r');
    try {
      return { format: 'keras', label: hdf5.label, tensors: tensorsIn(file) };
    } finally {
      file.close();
    }
  } catch (error) {
    throw brokenHdf5(source, error);
  } finally {
    FS.unlink(path);
  }
}

function tensorsIn(file: h5wasm.File): Map<string, WeightTensor> {
  const tensors = new Map<string, WeightTensor>();
  for (const path of inLayerOrder(file)) {
    const entity = file.get(path);
    if (!(entity instanceof h5wasm.Dataset) || isOptimizers(path)) continue;
    const { value, shape } = entity;
    const isNumbers = ArrayBuffer.isView(value) && !(value instanceof DataView);
    if (!isNumbers || shape === null) continue;
    const numbers = Float32Array.from(value as unknown as ArrayLike<number | bigint>, Number);
    if (numbers.length !== elementCount(shape)) throw new Error(`${path} has too few values`);
    const name = path.replace(/^\//, '');
    tensors.set(name, { shape: [...shape], type: String(entity.dtype), values: () => numbers });
  }
  return tensors;
}

/** Keras 2 notes the order of its layers; else numbers in names tell it: `lstm`, `lstm_1`. */
function inLayerOrder(file: h5wasm.File): string[] {
  const model = file.get('model_weights');
  const noted =
    file.attrs['layer_names'] ??
    (model instanceof h5wasm.Group ? model.attrs['layer_names'] : undefined);
  const names = noted?.to_array();
  const order = Array.isArray(names) ? names.map(String) : [];
  const rank = (path: string): number => {
    const parts = path.replace(/^\//, '').split('/');
    const place = order.indexOf(parts[0] === 'model_weights' ? parts[1]! : parts[0]!);
    return place < 0 ? order.length : place;
  };
  return file.paths().sort((a, b) => rank(a) - rank(b) || comparePaths(a, b));
}

const collator = new Intl.Collator('en', { numeric: true });

/** Folder by folder, so that `lstm/…` comes before `lstm_1/…`. */
function comparePaths(a: string, b: string): number {
  const [as, bs] = [a.split('/'), b.split('/')];
  for (let depth = 0; depth < Math.min(as.length, bs.length); depth++) {
    const order = collator.compare(as[depth]!, bs[depth]!);
    if (order !== 0) return order;
  }
  return as.length - bs.length;
}

/** What an optimizer remembers is no part of the model. */
function isOptimizers(path: string): boolean {
  return /^\/?(optimizer_weights|optimizer)\//.test(path);
}

function brokenHdf5(source: string, error: unknown): UnrollError {
  return new UnrollError({
    code: 'broken-hdf5',
    message: `${source} cannot be read as HDF5: ${error instanceof Error ? error.message : error}.`,
    where: source,
    hint: 'Take the file again from where it was made.',
  });
}
