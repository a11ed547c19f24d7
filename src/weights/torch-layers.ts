import type { CellId } from '../models/cells/cell.ts';
import { cellById } from '../models/cells/index.ts';
import { fromTorch, type Matrix, torchGates, transpose } from '../models/weight-layouts.ts';
import type { WeightTensor } from './formats/index.ts';
import type { RecurrentSource, SourceLayer, SourceLayers } from './source-layers.ts';

type Tensors = ReadonlyMap<string, WeightTensor>;
type Part = 'weight_ih' | 'weight_hh' | 'bias_ih' | 'bias_hh' | 'weight_hr';

/** nn.RNN, LSTM and GRU: `rnn.weight_ih_l0_reverse`; nn.LSTMCell: `cell.weight_ih`. */
const recurrentName =
  /^(?:(?<prefix>.+)\.)?(?<part>weight_ih|weight_hh|bias_ih|bias_hh|weight_hr)(?:_l(?<layer>\d+))?(?<reverse>_reverse)?(?<raw>_raw)?$/;

/** One layer in one direction. */
interface Group {
  readonly name: string;
  readonly reversed: boolean;
  readonly parts: Map<Part, string>;
}

/** Layers under the names of torch.nn. */
export function torchLayers(tensors: Tensors): SourceLayers {
  const rest: { tensor: string; why: string }[] = [];
  const used = new Set<string>();
  const layers: SourceLayer[] = [];
  for (const group of recurrentGroups(tensors)) {
    const layer = recurrentLayer(group, tensors);
    for (const tensor of group.parts.values()) used.add(tensor);
    if (typeof layer !== 'string') layers.push(layer);
    else for (const tensor of group.parts.values()) rest.push({ tensor, why: layer });
  }
  const first = layers[0]?.kind === 'recurrent' ? layers[0].input : null;
  for (const [name, tensor] of tensors) {
    if (used.has(name) || tensor.shape.length !== 2 || !/(^|\.)weight$/.test(name)) continue;
    const layer = matrixLayer(name, tensor, tensors, first);
    layers.push(layer);
    for (const own of layer.tensors) used.add(own);
  }
  for (const tensor of tensors.keys()) {
    const isKnown = used.has(tensor) || rest.some((one) => one.tensor === tensor);
    if (!isKnown) rest.push({ tensor, why: '' });
  }
  return { layers, rest };
}

/** In the order of a stack: by prefix, layer, then forward before reverse. */
function recurrentGroups(tensors: Tensors): Group[] {
  const groups = new Map<string, Group>();
  for (const name of tensors.keys()) {
    const found = recurrentName.exec(name)?.groups;
    if (!found) continue;
    // A layer with weight drop keeps its real recurrent matrix beside the dropped one, as `_raw`.
    const prefix = (found['prefix'] ?? '').replace(/\.module$/, '');
    const layer = found['layer'] === undefined ? '' : `l${found['layer']}`;
    const own = [prefix, layer].filter((part) => part !== '').join('.') || 'rnn';
    const reversed = found['reverse'] !== undefined;
    const key = reversed ? `${own}.reverse` : own;
    const group = groups.get(key) ?? { name: key, reversed, parts: new Map<Part, string>() };
    const part = found['part'] as Part;
    if (found['raw'] !== undefined || !group.parts.has(part)) group.parts.set(part, name);
    groups.set(key, group);
  }
  const { compare } = new Intl.Collator('en', { numeric: true });
  return [...groups.values()].sort((a, b) => compare(a.name, b.name));
}

/** @returns why not, where it is no layer that Unroll has */
function recurrentLayer(group: Group, tensors: Tensors): RecurrentSource | string {
  const tensor = (part: Part) => tensors.get(group.parts.get(part) ?? '');
  const input = tensor('weight_ih');
  const recurrent = tensor('weight_hh');
  if (group.parts.has('weight_hr')) return 'an LSTM with projection, which Unroll does not have';
  if (input?.shape.length !== 2 || recurrent?.shape.length !== 2) {
    return 'a recurrent layer without both of its matrices';
  }
  const [width, hidden] = recurrent.shape as [number, number];
  const gates = width / hidden;
  const id = ({ 1: 'rnn', 3: 'gru', 4: 'lstm' } as Readonly<Record<number, CellId>>)[gates];
  if (id === undefined || input.shape[0] !== width) {
    return `${width} rows are not one, three or four gates of ${hidden} units`;
  }
  for (const part of ['bias_ih', 'bias_hh'] as const) {
    const shape = tensor(part)?.shape;
    if (shape !== undefined && shape.join() !== String(width)) return `${part} has another length`;
  }
  const matrices = () => ({
    weight_ih: matrix(input),
    weight_hh: matrix(recurrent),
    bias_ih: rowOf(tensor('bias_ih'), width),
    bias_hh: rowOf(tensor('bias_hh'), width),
  });
  return {
    kind: 'recurrent',
    name: group.name,
    tensors: [...group.parts.values()],
    cell: id,
    reversed: group.reversed,
    input: input.shape[1]!,
    hidden,
    conversion: conversionOf(id),
    weights: () => fromTorch(cellById(id), matrices()),
  };
}

/** Zeros where a layer was made without a bias. */
function rowOf(tensor: WeightTensor | undefined, width: number): Matrix {
  return { rows: 1, columns: width, values: tensor?.values() ?? new Float32Array(width) };
}

function conversionOf(id: CellId): string {
  const { gates, hasRecurrentBias } = cellById(id);
  const from = torchGates[id] ?? gates;
  const parts = ['transposed'];
  if (from.join() !== gates.join()) parts.push(`gates ${from.join(', ')} → ${gates.join(', ')}`);
  if (!hasRecurrentBias) parts.push('two biases added up');
  return parts.join('; ');
}

/** A matrix `X.weight` is an embedding or, mostly with `X.bias`, a linear layer. */
function matrixLayer(
  name: string,
  tensor: WeightTensor,
  tensors: Tensors,
  firstInput: number | null,
): SourceLayer {
  const layer = name.replace(/\.?weight$/, '') || 'linear';
  const biasName = name.replace(/weight$/, 'bias');
  const bias = tensors.get(biasName);
  const [rows, columns] = tensor.shape as [number, number];
  const reads = bias === undefined && columns === firstInput;
  if (bias === undefined && (reads || /emb|encoder|lookup|wte/i.test(layer))) {
    const table = () => tensor.values();
    return {
      kind: 'embedding',
      name: layer,
      tensors: [name],
      vocabulary: rows,
      width: columns,
      table,
    };
  }
  return {
    kind: 'linear',
    name: layer,
    tensors: bias === undefined ? [name] : [name, biasName],
    input: columns,
    output: rows,
    conversion: 'transposed',
    kernel: () => transpose(matrix(tensor)).values,
    bias: () => bias?.values() ?? new Float32Array(rows),
  };
}

function matrix(tensor: WeightTensor): Matrix {
  const [rows, columns] = tensor.shape as [number, number];
  return { rows, columns, values: tensor.values() };
}
