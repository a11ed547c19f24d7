import type { GraphValue, OnnxGraph } from './graph.ts';

/** A trained network as an ONNX file, with an example of what it answers. */
export interface OnnxFile {
  readonly bytes: Uint8Array;
  readonly values: readonly GraphValue[];
  /** Inputs of an example and the outputs that the network gives for it, by name. */
  readonly check: ReadonlyMap<
    string,
    { readonly shape: readonly number[]; readonly values: Float32Array }
  >;
}

/** @param facts what other programs may read of the file, by name */
export function onnxFile(
  graph: OnnxGraph,
  task: string,
  check: OnnxFile['check'],
  facts: Readonly<Record<string, string>> = {},
): OnnxFile {
  return { bytes: graph.encoded(task, { task, ...facts }), values: graph.values, check };
}
