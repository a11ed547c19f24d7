import { ProtobufMessage } from './protobuf.ts';

/** Versions that onnxruntime has read since 1.11, of 2022. */
const irVersion = 8;
const operatorSet = 17;

export type ElementType = 'float32' | 'int32' | 'int64';
const elementTypes: Readonly<Record<ElementType, number>> = { float32: 1, int32: 6, int64: 7 };

/** A number, or the name of a size that every call may choose. */
export type Dimension = number | string;

/** Value of an operator's attribute; whole numbers are integers, `{ float }` is a float. */
type Attribute = number | string | readonly number[] | { readonly float: number };

/** What goes into a graph, or comes out. */
export interface GraphValue {
  readonly role: 'input' | 'output';
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly Dimension[];
  /** What it is, for people; stands in the file too. */
  readonly about: string;
}

type ValueDescription = Omit<GraphValue, 'role' | 'name'>;

/**
 * A network as an ONNX graph, built operator by operator; values are known by their names.
 * Fields by the numbers of onnx.proto3 (ONNX 1.12).
 */
export class OnnxGraph {
  readonly #nodes: ProtobufMessage[] = [];
  readonly #constants: ProtobufMessage[] = [];
  readonly #values: GraphValue[] = [];
  #count = 0;

  /** Inputs and outputs, in the order in which they were named. */
  get values(): readonly GraphValue[] {
    return this.#values;
  }

  input(name: string, description: ValueDescription): string {
    this.#values.push({ role: 'input', name, ...description });
    return name;
  }

  /** Gives a value the name of an output. */
  output(name: string, value: string, description: ValueDescription): void {
    this.#add('Identity', [value], [name], {});
    this.#values.push({ role: 'output', name, ...description });
  }

  floats(values: ArrayLike<number>, shape: readonly number[]): string {
    return this.#constant(Float32Array.from(values), 'float32', shape);
  }

  integers(values: readonly number[], shape: readonly number[] = [values.length]): string {
    return this.#constant(BigInt64Array.from(values, BigInt), 'int64', shape);
  }

  /** @returns the operator's only output */
  node(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): string {
    return this.nodes(operator, inputs, 1, attributes)[0]!;
  }

  /** @param inputs an empty name leaves out an optional one */
  nodes(
    operator: string,
    inputs: readonly string[],
    outputs: number,
    attributes: Readonly<Record<string, Attribute>> = {},
  ): string[] {
    const names = Array.from({ length: outputs }, () => this.#next());
    this.#add(operator, inputs, names, attributes);
    return names;
  }

  /** The whole file. @param facts what other programs may read of it, by name */
  encoded(name: string, facts: Readonly<Record<string, string>>): Uint8Array {
    const graph = new ProtobufMessage();
    for (const node of this.#nodes) graph.message(1, node);
    graph.text(2, name);
    for (const constant of this.#constants) graph.message(5, constant);
    for (const value of this.#values)
      graph.message(value.role === 'input' ? 11 : 12, valueInfo(value));
    const model = new ProtobufMessage().integer(1, irVersion).text(2, 'Unroll').message(7, graph);
    model.message(8, new ProtobufMessage().text(1, '').integer(2, operatorSet));
    for (const [key, value] of Object.entries(facts))
      model.message(14, new ProtobufMessage().text(1, key).text(2, value));
    return model.encoded();
  }

  #next(): string {
    this.#count += 1;
    return `v${this.#count}`;
  }

  #constant(
    values: Float32Array | BigInt64Array,
    type: ElementType,
    shape: readonly number[],
  ): string {
    const name = this.#next();
    const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.#constants.push(
      new ProtobufMessage()
        .packed(1, shape)
        .integer(2, elementTypes[type])
        .text(8, name)
        .bytes(9, raw),
    );
    return name;
  }

  #add(
    operator: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>>,
  ): void {
    const node = new ProtobufMessage();
    for (const input of inputs) node.text(1, input);
    for (const output of outputs) node.text(2, output);
    node.text(3, `${operator}_${this.#nodes.length}`).text(4, operator);
    for (const [name, value] of Object.entries(attributes)) node.message(5, attribute(name, value));
    this.#nodes.push(node);
  }
}

function attribute(name: string, value: Attribute): ProtobufMessage {
  const message = new ProtobufMessage().text(1, name);
  const kind = (type: number) => message.integer(20, type);
  if (typeof value === 'string') return kind(3).text(4, value);
  if (typeof value === 'number') return kind(2).integer(3, value);
  if ('float' in value) return kind(1).float(2, value.float);
  kind(7);
  for (const one of value) message.integer(8, one);
  return message;
}

function valueInfo({ name, type, shape, about }: GraphValue): ProtobufMessage {
  const sizes = new ProtobufMessage();
  for (const size of shape) {
    const dimension = new ProtobufMessage();
    if (typeof size === 'number') dimension.integer(1, size);
    else dimension.text(2, size);
    sizes.message(1, dimension);
  }
  const tensor = new ProtobufMessage().integer(1, elementTypes[type]).message(2, sizes);
  const described = new ProtobufMessage().message(1, tensor);
  return new ProtobufMessage().text(1, name).message(2, described).text(3, about);
}
