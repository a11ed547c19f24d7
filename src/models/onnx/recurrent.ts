import { UnrollError } from '../../contract/index.ts';
import type { CellId } from '../cells/cell.ts';
import { cellById } from '../cells/index.ts';
import type { ParameterSet } from '../parameters.ts';
import type { StackConfig } from '../stack-config.ts';
import type { OnnxGraph } from './graph.ts';
import { reshaped, transposed, valuesOf } from './layers.ts';

/** Operator and order of its gates: LSTM i, o, f, c; GRU z, r, h (ONNX operators, version 14). */
const operators: Readonly<Record<CellId, Operator | null>> = {
  rnn: { name: 'RNN', gates: ['hidden'] },
  lstm: { name: 'LSTM', gates: ['input', 'output', 'forget', 'candidate'] },
  gru: { name: 'GRU', gates: ['update', 'reset', 'candidate'] },
  'gru-reset-before': { name: 'GRU', gates: ['update', 'reset', 'candidate'] },
  mingru: null,
  minlstm: null,
  sru: null,
  indrnn: null,
  lru: null,
  slstm: null,
  mlstm: null,
};

interface Operator {
  readonly name: string;
  readonly gates: readonly string[];
}

/** @throws UnrollError `not-in-onnx` */
function operatorOf(cell: CellId): Operator {
  const operator = operators[cell];
  if (operator === null) throw notInOnnx(`the cell ${cellById(cell).label}`, 'cell');
  return operator;
}

type Stack = Pick<
  StackConfig,
  | 'cell'
  | 'hiddenSize'
  | 'numLayers'
  | 'bidirectional'
  | 'layerNorm'
  | 'zoneoutHidden'
  | 'zoneoutCell'
  | 'connection'
  | 'pastAttention'
>;

export interface StackInput {
  /** (time, batch, input) */
  readonly sequence: string;
  /** (batch) int32; all steps where it is left out. */
  readonly lengths?: string;
  /** Before the first step, as `finals` of an earlier run; zeros where it is left out. */
  readonly states?: readonly (readonly string[])[];
}

export interface StackOutput {
  /** (time, batch, directions * hidden); zeros after a sequence's end. */
  readonly sequence: string;
  /** By layer, then state: (directions, batch, hidden) after each sequence's last step. */
  readonly finals: readonly (readonly string[])[];
}

/**
 * The recurrent layers of a network as ONNX operators.
 * @throws UnrollError `not-in-onnx` for what ONNX has no operator for
 */
export function recurrentLayers(
  graph: OnnxGraph,
  parameters: ParameterSet,
  stack: Stack,
  input: StackInput,
  prefix = 'rnn',
): StackOutput {
  expectPlain(stack);
  const finals: string[][] = [];
  let sequence = input.sequence;
  for (let layer = 0; layer < stack.numLayers; layer++) {
    const before = input.states?.[layer];
    const place = `${prefix}.${layer}`;
    const [outputs, ...after] = runLayer(graph, parameters, stack, place, {
      sequence,
      ...(input.lengths === undefined ? {} : { lengths: input.lengths }),
      states: before ?? [],
    });
    finals.push(after);
    // (time, directions, batch, hidden) to directions side by side.
    sequence = reshaped(graph, transposed(graph, outputs!, [0, 2, 1, 3]), [0, 0, -1]);
  }
  return { sequence, finals };
}

interface LayerInput extends Pick<StackInput, 'sequence' | 'lengths'> {
  /** Each (directions, batch, hidden); none begins from zeros. */
  readonly states: readonly string[];
}

function runLayer(
  graph: OnnxGraph,
  parameters: ParameterSet,
  { cell, hiddenSize, bidirectional }: Stack,
  place: string,
  { sequence, lengths = '', states }: LayerInput,
): string[] {
  const { name } = operatorOf(cell);
  const places = bidirectional ? [place, `${place}.reverse`] : [place];
  const parts = cellById(cell).states.length;
  const inputs = [sequence, ...weights(graph, parameters, cell, places), lengths, ...states];
  while (inputs.at(-1) === '') inputs.pop();
  return graph.nodes(name, inputs, 1 + parts, {
    hidden_size: hiddenSize,
    direction: bidirectional ? 'bidirectional' : 'forward',
    ...(cell === 'gru' ? { linear_before_reset: 1 } : {}),
  });
}

/** W (directions, gates * hidden, input), R (directions, gates * hidden, hidden), B: both biases. */
function weights(
  graph: OnnxGraph,
  parameters: ParameterSet,
  cell: CellId,
  places: readonly string[],
): string[] {
  const [input] = parameters.get(`${places[0]}.input_kernel`).shape as [number, number];
  const [hidden, columns] = parameters.get(`${places[0]}.recurrent_kernel`).shape as [
    number,
    number,
  ];
  const join = (of: (place: string) => readonly Float32Array[], shape: readonly number[]) => {
    const arrays = places.flatMap(of);
    const all = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const array of arrays) {
      all.set(array, at);
      at += array.length;
    }
    return graph.floats(all, [places.length, ...shape]);
  };
  const kernel = (name: string, rows: number) => (place: string) => [
    byGates(valuesOf(parameters, `${place}.${name}`), rows, hidden, cell),
  ];
  const bias = (place: string) => [
    byGates(valuesOf(parameters, `${place}.bias`), 1, hidden, cell),
    cellById(cell).hasRecurrentBias
      ? byGates(valuesOf(parameters, `${place}.recurrent_bias`), 1, hidden, cell)
      : new Float32Array(columns),
  ];
  return [
    join(kernel('input_kernel', input), [columns, input]),
    join(kernel('recurrent_kernel', hidden), [columns, hidden]),
    join(bias, [2 * columns]),
  ];
}

/** (rows, gates * hidden) to (gates * hidden, rows), the gates in the operator's order. */
function byGates(values: Float32Array, rows: number, hidden: number, cell: CellId): Float32Array {
  const { gates } = cellById(cell);
  const columns = gates.length * hidden;
  const turned = new Float32Array(values.length);
  operatorOf(cell).gates.forEach((gate, block) => {
    const from = gates.indexOf(gate);
    for (let unit = 0; unit < hidden; unit++) {
      for (let row = 0; row < rows; row++)
        turned[(block * hidden + unit) * rows + row] =
          values[row * columns + from * hidden + unit]!;
    }
  });
  return turned;
}

/** (layers, batch, hidden) to one (1, batch, hidden) for each layer. */
export function layersOf(graph: OnnxGraph, state: string, layers: number): string[] {
  if (layers === 1) return [state];
  const sizes = graph.integers(new Array<number>(layers).fill(1));
  return graph.nodes('Split', [state, sizes], layers, { axis: 0 });
}

function expectPlain({
  layerNorm,
  zoneoutHidden = 0,
  zoneoutCell = 0,
  connection = 'plain',
  pastAttention,
}: Stack): void {
  if (layerNorm) throw notInOnnx('layer normalisation inside recurrent layers', 'layer_norm');
  if (zoneoutHidden > 0) throw notInOnnx('zoneout', 'zoneout_h');
  if (pastAttention !== undefined) throw notInOnnx('attention over past states', 'past_attention');
  if (connection !== 'plain') throw notInOnnx('shortcuts between its layers', 'layer_connection');
  if (zoneoutCell > 0) throw notInOnnx('zoneout', 'zoneout_c');
}

/** @param what that a network has, in words */
export function notInOnnx(what: string, setting: string): UnrollError {
  return new UnrollError({
    code: 'not-in-onnx',
    message: `The network has ${what}, which ONNX has no operator for or this export does not know.`,
    where: setting,
    hint: 'Export it as safetensors instead.',
  });
}
