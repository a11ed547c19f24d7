import type { CellId } from '../../models/cells/cell.ts';
import { cellById } from '../../models/cells/index.ts';
import { type Matrix, torchGates, toTorch, transpose } from '../../models/weight-layouts.ts';

/** Values of a parameter as a checkpoint holds them. */
export interface PlainTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}
type Tensors = ReadonlyMap<string, PlainTensor>;

export interface TorchExport {
  /** By the names of PyTorch's modules. */
  readonly tensors: Map<string, PlainTensor>;
  /** Parameters that PyTorch has no module for, under their own names. */
  readonly own: readonly string[];
}

const inputKernel = '.input_kernel';

/**
 * A network's parameters under the names and in the layouts of `torch.nn`: recurrent layers
 * (`rnn.weight_ih_l0`), embeddings (`embedding.weight`), linear layers (`output.weight`). A bias
 * whose matrix is the embedding gets it as its own `weight`.
 */
export function toTorchNames(parameters: Tensors, cell: CellId): TorchExport {
  const tensors = new Map<string, PlainTensor>();
  const own: string[] = [];
  const used = new Set<string>();
  const hasLayer = torchGates[cell] !== null && ![...parameters.keys()].some(isGain);
  for (const [name, tensor] of parameters) {
    const place = name.slice(0, name.lastIndexOf('.'));
    if (used.has(name)) continue;
    if (name.endsWith(inputKernel) && hasLayer) {
      addRecurrent(name.slice(0, -inputKernel.length), parameters, cell, { tensors, used });
    } else if (name.endsWith('.table')) {
      tensors.set(`${place}.weight`, tensor);
    } else if (name.endsWith('.kernel') && tensor.shape.length === 2) {
      tensors.set(`${place}.weight`, turned(tensor));
    } else if (name.endsWith('.bias') && isLone(place, parameters)) {
      const table = parameters.get('embedding.table');
      if (table !== undefined && table.shape[0] === tensor.shape[0]) {
        tensors.set(`${place}.weight`, table);
      }
      tensors.set(name, tensor);
    } else {
      tensors.set(name, tensor);
      if (!name.endsWith('.bias') || parameters.has(place + inputKernel)) own.push(name);
    }
  }
  return { tensors, own };
}

/** Layer normalisation's; torch.nn has no recurrent layer with it. */
function isGain(name: string): boolean {
  return name.endsWith('.input_gain');
}

function isLone(place: string, parameters: Tensors): boolean {
  return !parameters.has(`${place}.kernel`) && !parameters.has(place + inputKernel);
}

/** @param place `rnn.0`, `rnn.0.reverse` */
function addRecurrent(
  place: string,
  parameters: Tensors,
  cell: CellId,
  { tensors, used }: { tensors: Map<string, PlainTensor>; used: Set<string> },
): void {
  const take = (part: string): Matrix | null => {
    const name = `${place}.${part}`;
    const tensor = parameters.get(name);
    if (tensor === undefined) return null;
    used.add(name);
    return matrixOf(tensor);
  };
  const weights = toTorch(cellById(cell), {
    inputKernel: take('input_kernel')!,
    recurrentKernel: take('recurrent_kernel')!,
    bias: take('bias')!,
    recurrentBias: take('recurrent_bias'),
  });
  const [, stack, layer, reverse] = /^(.+)\.(\d+)(\.reverse)?$/.exec(place)!;
  for (const [part, { rows, columns, values }] of Object.entries(weights)) {
    const name = `${stack}.${part}_l${layer}${reverse === undefined ? '' : '_reverse'}`;
    const isBias = part.startsWith('bias');
    tensors.set(name, { shape: isBias ? [columns] : [rows, columns], values });
  }
}

function turned(tensor: PlainTensor): PlainTensor {
  const { rows, columns, values } = transpose(matrixOf(tensor));
  return { shape: [rows, columns], values };
}

function matrixOf({ shape, values }: PlainTensor): Matrix {
  const [rows, columns] = shape.length === 1 ? [1, shape[0]!] : (shape as [number, number]);
  return { rows, columns, values };
}
