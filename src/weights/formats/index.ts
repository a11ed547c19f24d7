import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { UnrollError } from '../../contract/index.ts';
import { hdf5, kerasArchive } from './hdf5.ts';
import { safetensors } from './safetensors.ts';
import { torchArchive } from './torch-archive.ts';
import { torchLegacy } from './torch-legacy.ts';
import type { WeightFile, WeightFormat } from './weight-file.ts';

export type { WeightFile, WeightFormat, WeightTensor } from './weight-file.ts';

/** Every way of storing weights that is read, in the order in which they are tried. */
export const weightFormats: readonly WeightFormat[] = [
  hdf5,
  kerasArchive,
  torchArchive,
  torchLegacy,
  safetensors,
];

/** Files above this are not read into memory. */
const mostBytes = 2e9;

/**
 * Reads a file of weights; what it holds decides the format.
 * @throws UnrollError when it is missing, too large, damaged, or of no known format
 */
export async function readWeightFile(path: string): Promise<WeightFile> {
  const name = basename(path);
  const { size } = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error);
  });
  if (size > mostBytes) throw tooLarge(name, size);
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error);
  });
  const head = bytes.subarray(0, 512);
  const format = weightFormats.find((one) => one.recognises(head, name.toLowerCase()));
  if (format === undefined) throw unknownFormat(name);
  const file = await format.read(bytes, name);
  if (file.tensors.size === 0) throw noTensors(name, file.label);
  return file;
}

function unreadable(path: string, { code, message }: NodeJS.ErrnoException): UnrollError {
  return new UnrollError({
    code: 'unreadable-file',
    message:
      code === 'ENOENT' ? `There is no file ${path}.` : `${path} cannot be read (${message}).`,
    where: path,
    hint: 'Check the path of the weights.',
  });
}

function tooLarge(name: string, size: number): UnrollError {
  return new UnrollError({
    code: 'weights-too-large',
    message: `${name} has ${(size / 1e9).toFixed(1)} GB; weights up to ${mostBytes / 1e9} GB are read.`,
    where: name,
    hint: 'Store only the layers that are wanted.',
  });
}

function unknownFormat(name: string): UnrollError {
  return new UnrollError({
    code: 'unknown-weights',
    message: `${name} is no file of weights that Unroll reads.`,
    where: name,
    hint: 'Use safetensors, a PyTorch state dictionary (.pt, .pth) or Keras weights (.h5, .hdf5, .keras).',
  });
}

function noTensors(name: string, label: string): UnrollError {
  return new UnrollError({
    code: 'no-tensors',
    message: `${name} (${label}) holds no tensors.`,
    where: name,
    hint: 'Store the weights themselves: torch.save(model.state_dict(), FILE), or model.save_weights(FILE).',
  });
}
