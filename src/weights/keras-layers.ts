import type { CellId } from '../models/cells/cell.ts';
import { cellById } from '../models/cells/index.ts';
import { fromKeras, type Matrix } from '../models/weight-layouts.ts';
import { fromCudnnBlocks } from './cudnn-blocks.ts';
import type { WeightTensor } from './formats/index.ts';
import type { RecurrentSource, SourceLayer, SourceLayers } from './source-layers.ts';

type Tensors = ReadonlyMap<string, WeightTensor>;

/** Weights of one layer, by the names of Keras 2 whatever the version. */
interface Group {
  readonly name: string;
  readonly kernel?: string | undefined;
  readonly recurrent?: string | undefined;
  readonly bias?: string | undefined;
  readonly table?: string | undefined;
}

/** Layers under the names of Keras 2 (`lstm_1/kernel:0`) and Keras 3 (`lstm/cell/vars/0`). */
export function kerasLayers(tensors: Tensors): SourceLayers {
  const layers: SourceLayer[] = [];
  const rest: { tensor: string; why: string }[] = [];
  const used = new Set<string>();
  for (const group of groupsOf(tensors)) {
    const layer = layerOf(group, tensors);
    const own = [group.kernel, group.recurrent, group.bias, group.table];
    for (const tensor of own.filter((name) => name !== undefined)) {
      used.add(tensor);
      if (typeof layer === 'string') rest.push({ tensor, why: layer });
    }
    if (typeof layer !== 'string') layers.push(layer);
  }
  for (const tensor of tensors.keys()) if (!used.has(tensor)) rest.push({ tensor, why: '' });
  return { layers, rest };
}

function groupsOf(tensors: Tensors): Group[] {
  const byFolder = new Map<string, string[]>();
  for (const name of tensors.keys()) {
    const folder = name.slice(0, Math.max(0, name.lastIndexOf('/')));
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), name]);
  }
  return [...byFolder].map(([folder, names]) =>
    /(^|\/)vars$/.test(folder)
      ? numbered(folder, names, tensors)
      : {
          name: layerName(folder),
          kernel: ending(names, 'kernel'),
          recurrent: ending(names, 'recurrent_kernel'),
          bias: ending(names, 'bias'),
          table: ending(names, 'embeddings'),
        },
  );
}

/** Keras 3 numbers a layer's weights in the order in which it made them. */
function numbered(folder: string, names: readonly string[], tensors: Tensors): Group {
  const [first, second, third] = [...names].sort();
  const rank = (name: string | undefined) => tensors.get(name ?? '')?.shape.length;
  const name = layerName(folder);
  if (rank(second) === 2) return { name, kernel: first, recurrent: second, bias: third };
  if (second === undefined && /emb/i.test(name)) return { name, table: first };
  return { name, kernel: first, bias: second };
}

function ending(names: readonly string[], part: string): string | undefined {
  return names.find((name) => new RegExp(`(^|/)${part}(:0)?$`).test(name));
}

/** Without what every path has: `layers/lstm/cell/vars` and `lstm/lstm` are both `lstm`. */
function layerName(folder: string): string {
  const parts = folder
    .split('/')
    .filter(
      (part) =>
        !['model_weights', 'layers', '_layer_checkpoint_dependencies', 'vars', 'cell'].includes(
          part,
        ),
    );
  return parts.filter((part, index) => part !== parts[index - 1]).join('.') || 'layer';
}

/** @returns why not, where it is no layer that Unroll has */
function layerOf(group: Group, tensors: Tensors): SourceLayer | string {
  const { name, table } = group;
  const embedding = tensors.get(table ?? '');
  if (embedding?.shape.length === 2) {
    const [vocabulary, width] = embedding.shape as [number, number];
    const values = () => embedding.values();
    return { kind: 'embedding', name, tensors: [table!], vocabulary, width, table: values };
  }
  const kernel = tensors.get(group.kernel ?? '');
  if (kernel?.shape.length !== 2) return '';
  return group.recurrent === undefined
    ? linearLayer(group, kernel, tensors)
    : recurrentLayer(group, kernel, tensors);
}

function linearLayer(group: Group, kernel: WeightTensor, tensors: Tensors): SourceLayer {
  const [input, output] = kernel.shape as [number, number];
  const bias = tensors.get(group.bias ?? '');
  return {
    kind: 'linear',
    name: group.name,
    tensors: [group.kernel, group.bias].filter((name) => name !== undefined),
    input,
    output,
    conversion: 'as it is',
    kernel: () => kernel.values(),
    bias: () => bias?.values() ?? new Float32Array(output),
  };
}

function recurrentLayer(
  group: Group,
  kernel: WeightTensor,
  tensors: Tensors,
): RecurrentSource | string {
  const recurrent = tensors.get(group.recurrent!);
  const bias = tensors.get(group.bias ?? '');
  if (recurrent?.shape.length !== 2) return 'a recurrent layer without its recurrent kernel';
  const [input, width] = kernel.shape as [number, number];
  const hidden = recurrent.shape[0]!;
  const gates = width / hidden;
  const biases = bias === undefined ? 0 : bias.values().length / width;
  // CuDNNLSTM and CuDNNGRU of Keras 2: both biases in one row, blocks stored transposed.
  const cudnn = bias?.shape.length === 1 && biases === 2;
  const id = cellOf(gates, biases);
  if (id === null || recurrent.shape[1] !== width) {
    return `${width} columns are not one, three or four gates of ${hidden} units`;
  }
  const weights = () => {
    const plain = {
      kernel: matrix(kernel),
      recurrentKernel: matrix(recurrent),
      bias: biasMatrix(id, width, bias),
    };
    return fromKeras(cellById(id), cudnn ? fromCudnnBlocks(plain, id) : plain);
  };
  return {
    kind: 'recurrent',
    name: group.name,
    tensors: [group.kernel, group.recurrent, group.bias].filter((name) => name !== undefined),
    cell: id,
    reversed: /(^|[._])backward/.test(group.name),
    input,
    hidden,
    conversion: conversionOf(id, cudnn),
    weights,
  };
}

function cellOf(gates: number, biases: number): CellId | null {
  if (gates === 1) return 'rnn';
  if (gates === 4) return 'lstm';
  // Without biases nothing tells the two apart; the reset after the product is the default there.
  if (gates === 3) return biases === 1 ? 'gru-reset-before' : 'gru';
  return null;
}

function conversionOf(id: CellId, cudnn: boolean): string {
  const parts = cudnn ? ['cuDNN blocks transposed'] : [];
  const orders: Partial<Record<CellId, string>> = {
    lstm: 'gates input, forget, candidate, output → input, candidate, forget, output',
    gru: 'gates update, reset, candidate → reset, update, candidate',
    'gru-reset-before': 'gates update, reset, candidate → reset, update, candidate',
  };
  const order = orders[id];
  if (order !== undefined) parts.push(order);
  if (cudnn && id === 'lstm') parts.push('two biases added up');
  return parts.join('; ') || 'as it is';
}

function biasMatrix(id: CellId, width: number, bias: WeightTensor | undefined): Matrix {
  const rows = id === 'gru' ? 2 : 1;
  const values = bias?.values() ?? new Float32Array(rows * width);
  return { rows: values.length / width, columns: width, values };
}

function matrix(tensor: WeightTensor): Matrix {
  const [rows, columns] = tensor.shape as [number, number];
  return { rows, columns, values: tensor.values() };
}
