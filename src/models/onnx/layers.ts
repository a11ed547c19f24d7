import type { ParameterSet } from '../parameters.ts';
import type { OnnxGraph } from './graph.ts';

/** A parameter's values as they are now. */
export function valuesOf(parameters: ParameterSet, name: string): Float32Array {
  return parameters.get(name).dataSync<'float32'>().slice();
}

/** A parameter as a constant of a graph, in its own shape. */
export function parameter(graph: OnnxGraph, parameters: ParameterSet, name: string): string {
  return graph.floats(valuesOf(parameters, name), parameters.get(name).shape);
}

/** A linear layer over the last dimension of a value. */
export function linearLayer(
  graph: OnnxGraph,
  parameters: ParameterSet,
  prefix: string,
  value: string,
): string {
  const product = graph.node('MatMul', [value, parameter(graph, parameters, `${prefix}.kernel`)]);
  return graph.node('Add', [product, parameter(graph, parameters, `${prefix}.bias`)]);
}

/** Joins dimensions: 0 keeps one as it is, -1 takes what is left. */
export function reshaped(graph: OnnxGraph, value: string, shape: readonly number[]): string {
  return graph.node('Reshape', [value, graph.integers(shape)]);
}

export function transposed(graph: OnnxGraph, value: string, perm: readonly number[]): string {
  return graph.node('Transpose', [value], { perm });
}
