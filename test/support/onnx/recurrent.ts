import type { Node, Values } from './read-model.ts';

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

interface Layer {
  readonly hidden: number;
  readonly width: number;
  /** (gates * hidden, input), (gates * hidden, hidden), (2 * gates * hidden) of one direction. */
  readonly w: Float64Array;
  readonly r: Float64Array;
  readonly b: Float64Array;
  readonly resetAfter: boolean;
}

/** One step by the equations of the standard. @returns h and, of an LSTM, c */
type Step = (layer: Layer, x: Float64Array, h: Float64Array, c: Float64Array) => Float64Array[];

function product(matrix: Float64Array, row: number, vector: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < vector.length; at++) sum += matrix[row * vector.length + at]! * vector[at]!;
  return sum;
}

/** Of gate `gate`, unit `unit`: from the input with its bias, from a state with its bias. */
function parts({ w, r, b, hidden }: Layer, gates: number) {
  const row = (gate: number, unit: number) => gate * hidden + unit;
  return {
    input: (gate: number, unit: number, x: Float64Array) =>
      product(w, row(gate, unit), x) + b[row(gate, unit)]!,
    state: (gate: number, unit: number, h: Float64Array) =>
      product(r, row(gate, unit), h) + b[gates * hidden + row(gate, unit)]!,
  };
}

const steps: Readonly<Record<string, readonly [gates: number, step: Step]>> = {
  RNN: [
    1,
    (layer, x, h) => {
      const { input, state } = parts(layer, 1);
      return [h.map((_, unit) => Math.tanh(input(0, unit, x) + state(0, unit, h)))];
    },
  ],
  // Gates z, r, h.
  GRU: [
    3,
    (layer, x, h) => {
      const { input, state } = parts(layer, 3);
      const gate = (which: number) =>
        h.map((_, unit) => sigmoid(input(which, unit, x) + state(which, unit, h)));
      const [z, r] = [gate(0), gate(1)];
      const reset = h.map((value, unit) => value * r[unit]!);
      return [
        h.map((value, unit) => {
          const fromState = layer.resetAfter ? r[unit]! * state(2, unit, h) : state(2, unit, reset);
          return (1 - z[unit]!) * Math.tanh(input(2, unit, x) + fromState) + z[unit]! * value;
        }),
      ];
    },
  ],
  // Gates i, o, f, c.
  LSTM: [
    4,
    (layer, x, h, c) => {
      const { input, state } = parts(layer, 4);
      const sum = (which: number, unit: number) => input(which, unit, x) + state(which, unit, h);
      const nextC = c.map(
        (value, unit) =>
          sigmoid(sum(2, unit)) * value + sigmoid(sum(0, unit)) * Math.tanh(sum(3, unit)),
      );
      return [h.map((_, unit) => sigmoid(sum(1, unit)) * Math.tanh(nextC[unit]!)), nextC];
    },
  ],
};

/** The operators RNN, GRU and LSTM: all outputs, then the last states. */
export function recurrentOperator(node: Node, given: readonly (Values | null)[]): Values[] {
  const [x, w, r, b, lengths, h0, c0] = given;
  const [time, batch, width] = x!.shape as [number, number, number];
  const [gates, step] = steps[node.operator]!;
  const directions = w!.shape[0]!;
  const hidden = Number(node.attributes.get('hidden_size'));
  const outputs = new Float64Array(time * directions * batch * hidden);
  const finals = [0, 1].map(() => new Float64Array(directions * batch * hidden));
  for (let direction = 0; direction < directions; direction++) {
    const cut = ({ data }: Values, size: number) =>
      data.subarray(direction * size, (direction + 1) * size);
    const layer: Layer = {
      ...{ hidden, width, resetAfter: node.attributes.get('linear_before_reset') === 1 },
      w: cut(w!, gates * hidden * width),
      r: cut(r!, gates * hidden * hidden),
      b: cut(b!, 2 * gates * hidden),
    };
    for (let place = 0; place < batch; place++) {
      const at = (direction * batch + place) * hidden;
      const begin = (state: Values | null | undefined) =>
        state ? state.data.slice(at, at + hidden) : new Float64Array(hidden);
      let states: Float64Array[] = [begin(h0), begin(c0)];
      const length = lengths ? lengths.data[place]! : time;
      for (let count = 0; count < length; count++) {
        const t = direction === 1 ? length - 1 - count : count;
        const from = (t * batch + place) * width;
        const [h, c = states[1]!] = step(
          layer,
          x!.data.subarray(from, from + width),
          states[0]!,
          states[1]!,
        );
        states = [h!, c];
        outputs.set(h!, ((t * directions + direction) * batch + place) * hidden);
      }
      finals.forEach((final, part) => {
        final.set(states[part]!, at);
      });
    }
  }
  const shape = [directions, batch, hidden];
  return [
    { shape: [time, directions, batch, hidden], data: outputs },
    ...finals.map((data) => ({ shape, data })),
  ];
}
