import type { Model, Node, Values } from './read-model.ts';
import { recurrentOperator } from './recurrent.ts';

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
const from = (place: number, rank: number) => (place < 0 ? place + rank : place);

/** The place in C order of every index of a shape, as a function of the index. */
function indices(shape: readonly number[]): number[][] {
  return Array.from({ length: sizeOf(shape) }, (_, flat) => {
    let rest = flat;
    return shape.map((_, axis) => {
      const inner = sizeOf(shape.slice(axis + 1));
      const index = Math.floor(rest / inner);
      rest -= index * inner;
      return index;
    });
  });
}

function at({ shape, data }: Values, index: readonly number[]): number {
  return data[shape.reduce((flat, size, axis) => flat * size + index[axis]!, 0)]!;
}

function made(shape: readonly number[], value: (index: readonly number[]) => number): Values {
  return { shape, data: Float64Array.from(indices(shape), value) };
}

/** Of a value stretched over a larger shape. */
function stretched({ shape, data }: Values, index: readonly number[]): number {
  const own = index
    .slice(index.length - shape.length)
    .map((i, axis) => (shape[axis] === 1 ? 0 : i));
  return at({ shape, data }, own);
}

function together(all: readonly Values[], of: (...values: number[]) => number): Values {
  const rank = Math.max(...all.map(({ shape }) => shape.length));
  const shape = Array.from({ length: rank }, (_, axis) =>
    Math.max(...all.map((one) => one.shape[axis - rank + one.shape.length] ?? 1)),
  );
  return made(shape, (index) => of(...all.map((one) => stretched(one, index))));
}

function reduced(
  { shape, data }: Values,
  axis: number,
  kept: boolean,
  of: (values: number[]) => number,
): Values {
  const inner = shape.filter((_, place) => place !== axis);
  const result = made(inner, (index) =>
    of(
      Array.from({ length: shape[axis]! }, (_, i) =>
        at({ shape, data }, [...index.slice(0, axis), i, ...index.slice(axis)]),
      ),
    ),
  );
  return kept ? { ...result, shape: shape.map((size, i) => (i === axis ? 1 : size)) } : result;
}

const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);

type Operator = (given: readonly Values[], node: Node) => Values;
const integer = (node: Node, name: string, usual = 0) => Number(node.attributes.get(name) ?? usual);
const list = (node: Node, name: string) => (node.attributes.get(name) ?? []) as readonly number[];
const scalar = (values: Values) => values.data[0]!;

const operators: Readonly<Record<string, Operator>> = {
  Identity: ([x]) => x!,
  Cast: ([x]) => x!,
  Tanh: ([x]) => together([x!], Math.tanh),
  Relu: ([x]) => together([x!], (value) => Math.max(0, value)),
  Sqrt: ([x]) => together([x!], Math.sqrt),
  IsNaN: ([x]) => together([x!], (value) => Number(Number.isNaN(value))),
  Add: (given) => together(given, (a, b) => a! + b!),
  Sub: (given) => together(given, (a, b) => a! - b!),
  Mul: (given) => together(given, (a, b) => a! * b!),
  Div: (given) => together(given, (a, b) => a! / b!),
  GreaterOrEqual: (given) => together(given, (a, b) => Number(a! >= b!)),
  Where: (given) => together(given, (choice, a, b) => (choice === 1 ? a! : b!)),
  Shape: ([x]) => ({ shape: [x!.shape.length], data: Float64Array.from(x!.shape) }),
  Range: ([low, high, stride]) => {
    const count = (scalar(high!) - scalar(low!)) / scalar(stride!);
    return made([count], ([i]) => scalar(low!) + i! * scalar(stride!));
  },
  Squeeze: ([x, axes]) => ({
    shape: x!.shape.filter((_, axis) => !axes!.data.includes(axis)),
    data: x!.data,
  }),
  Unsqueeze: ([x, axes]) => {
    const shape = [...x!.shape];
    for (const axis of axes!.data) shape.splice(axis, 0, 1);
    return { shape, data: x!.data };
  },
  Reshape: ([x, wanted]) => {
    const shape = [...wanted!.data].map((size, axis) => (size === 0 ? x!.shape[axis]! : size));
    const known = -sizeOf(shape);
    return {
      shape: shape.map((size) => (size < 0 ? x!.data.length / known : size)),
      data: x!.data,
    };
  },
  Transpose: ([x], node) => {
    const perm = list(node, 'perm');
    const shape = perm.map((axis) => x!.shape[axis]!);
    return made(shape, (index) =>
      at(
        x!,
        x!.shape.map((_, axis) => index[perm.indexOf(axis)]!),
      ),
    );
  },
  Expand: ([x, wanted]) => made([...wanted!.data], (index) => stretched(x!, index)),
  Tile: ([x, times]) =>
    made(
      x!.shape.map((size, axis) => size * times!.data[axis]!),
      (index) =>
        at(
          x!,
          index.map((i, axis) => i % x!.shape[axis]!),
        ),
    ),
  Gather: ([x, places], node) => {
    const axis = integer(node, 'axis');
    const shape = [...x!.shape.slice(0, axis), ...places!.shape, ...x!.shape.slice(axis + 1)];
    const rank = places!.shape.length;
    return made(shape, (index) => {
      const place = at(places!, index.slice(axis, axis + rank));
      return at(x!, [...index.slice(0, axis), place, ...index.slice(axis + rank)]);
    });
  },
  Slice: ([x, starts, ends, axes]) => {
    const axis = axes === undefined ? 0 : scalar(axes);
    const size = x!.shape[axis]!;
    const [first, last] = [from(scalar(starts!), size), Math.min(size, from(scalar(ends!), size))];
    const shape = x!.shape.map((own, place) => (place === axis ? last - first : own));
    return made(shape, (index) =>
      at(
        x!,
        index.map((i, place) => (place === axis ? i + first : i)),
      ),
    );
  },
  Concat: (given, node) => {
    const axis = integer(node, 'axis');
    const sizes = given.map(({ shape }) => shape[axis]!);
    const shape = given[0]!.shape.map((own, place) => (place === axis ? sum(sizes) : own));
    return made(shape, (index) => {
      let [rest, which] = [index[axis]!, 0];
      while (rest >= sizes[which]!) rest -= sizes[which++]!;
      return at(
        given[which]!,
        index.map((i, place) => (place === axis ? rest : i)),
      );
    });
  },
  MatMul: ([a, b]) => {
    const shape = [...a!.shape.slice(0, -1), b!.shape.at(-1)!];
    const inner = Array.from({ length: a!.shape.at(-1)! }, (_, i) => i);
    return made(shape, (index) =>
      sum(inner.map((i) => at(a!, [...index.slice(0, -1), i]) * at(b!, [i, index.at(-1)!]))),
    );
  },
  Softmax: ([x], node) => {
    const axis = from(integer(node, 'axis', -1), x!.shape.length);
    const highest = reduced(x!, axis, true, (values) => Math.max(...values));
    const powers = together([x!, highest], (value, most) => Math.exp(value! - most!));
    return together([powers, reduced(powers, axis, true, sum)], (a, b) => a! / b!);
  },
  LogSoftmax: ([x], node) => {
    const axis = from(integer(node, 'axis', -1), x!.shape.length);
    const highest = reduced(x!, axis, true, (values) => Math.max(...values));
    const moved = together([x!, highest], (value, most) => value! - most!);
    const powers = together([moved], (value) => Math.exp(value!));
    const whole = reduced(powers, axis, true, sum);
    return together([moved, whole], (value, all) => value! - Math.log(all!));
  },
  ReduceSum: ([x, axes], node) =>
    reduced(x!, scalar(axes!), integer(node, 'keepdims', 1) === 1, sum),
  ReduceMean: ([x], node) =>
    reduced(x!, list(node, 'axes')[0]!, true, (values) => sum(values) / values.length),
  ReduceMax: ([x], node) =>
    reduced(x!, list(node, 'axes')[0]!, integer(node, 'keepdims', 1) === 1, (values) =>
      Math.max(...values),
    ),
};

/**
 * Runs a graph in double precision, operator by operator, as the ONNX standard describes them (those
 * that Unroll writes).
 */
export function evaluate(
  model: Model,
  inputs: ReadonlyMap<string, Values>,
): ReadonlyMap<string, Values> {
  const known = new Map([...model.constants, ...inputs]);
  for (const node of model.nodes) {
    const given = node.inputs.map((name) => (name === '' ? null : known.get(name)!));
    const answers = answersOf(node, given);
    node.outputs.forEach((name, place) => {
      known.set(name, answers[place]!);
    });
  }
  return new Map(model.outputs.map((name) => [name, known.get(name)!]));
}

function answersOf(node: Node, given: readonly (Values | null)[]): Values[] {
  if (['RNN', 'GRU', 'LSTM'].includes(node.operator)) return recurrentOperator(node, given);
  const present = given as readonly Values[];
  if (node.operator === 'Split') {
    const [x] = present;
    const inner = sizeOf(x!.shape.slice(1));
    return Array.from({ length: x!.shape[0]! }, (_, place) => ({
      shape: [1, ...x!.shape.slice(1)],
      data: x!.data.slice(place * inner, (place + 1) * inner),
    }));
  }
  const operator = operators[node.operator];
  if (operator === undefined) throw new Error(`no operator ${node.operator} here`);
  return [operator(present, node)];
}
