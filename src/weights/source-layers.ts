import type { CellId } from '../models/cells/cell.ts';
import type { LayerWeights } from '../models/weight-layouts.ts';

export type SourceLayer = RecurrentSource | EmbeddingSource | LinearSource;

interface SourceBase {
  /** As the file names it: `rnn.l0`, `lstm_1`. */
  readonly name: string;
  /** Names of its tensors in the file. */
  readonly tensors: readonly string[];
}

/** One recurrent layer in one direction. */
export interface RecurrentSource extends SourceBase {
  readonly kind: 'recurrent';
  readonly cell: CellId;
  readonly reversed: boolean;
  readonly input: number;
  readonly hidden: number;
  /** What is done to the values: "rows i, f, g, o to columns i, g, f, o; two biases added up". */
  readonly conversion: string;
  weights(): LayerWeights;
}

export interface EmbeddingSource extends SourceBase {
  readonly kind: 'embedding';
  readonly vocabulary: number;
  readonly width: number;
  /** (vocabulary, width) */
  table(): Float32Array;
}

export interface LinearSource extends SourceBase {
  readonly kind: 'linear';
  readonly input: number;
  readonly output: number;
  readonly conversion: string;
  /** (input, output) */
  kernel(): Float32Array;
  /** (output); zero where the layer has none. */
  bias(): Float32Array;
}

/** What a file of weights holds, as layers; and the tensors that belong to none. */
export interface SourceLayers {
  readonly layers: readonly SourceLayer[];
  /** With the reason where there is one to tell. */
  readonly rest: readonly { readonly tensor: string; readonly why: string }[];
}
