import type { Settings } from '../contract/index.ts';
import type { WeightFile } from './formats/index.ts';

/** Tensors of a checkpoint are named `model/…`; those of its optimizer and session stay there. */
const prefix = 'model/';

/** Tensors of a checkpoint of Unroll's own by the parameter that they are; empty for other files. */
export function unrollTensors(
  { tensors }: WeightFile,
  targets: ReadonlyMap<string, unknown>,
): Map<string, string> {
  const own = [...targets.keys()].filter((target) => tensors.has(prefix + target));
  return new Map(own.map((target) => [target, prefix + target]));
}

/** Sizes of the recurrent stack in a checkpoint of Unroll's own; none for other files. */
export function ownSettings({ tensors }: WeightFile): Settings {
  const shapeOf = (name: string) => tensors.get(prefix + name)?.shape;
  const recurrent = shapeOf('rnn.0.recurrent_kernel');
  const input = shapeOf('rnn.0.input_kernel');
  if (recurrent?.length !== 2 || input?.length !== 2) return {};
  const [hidden, width] = recurrent as [number, number];
  const reset = shapeOf('rnn.0.recurrent_bias') === undefined ? 'gru-reset-before' : 'gru';
  const cell = new Map([
    [1, 'rnn'],
    [3, reset],
    [4, 'lstm'],
  ]).get(width / hidden);
  let layers = 1;
  while (shapeOf(`rnn.${layers}.input_kernel`) !== undefined) layers += 1;
  return {
    ...(cell !== undefined && { cell }),
    hidden_size: hidden,
    num_layers: layers,
    bidirectional: shapeOf('rnn.0.reverse.input_kernel') !== undefined,
    layer_norm: shapeOf('rnn.0.input_gain') !== undefined,
    ...(shapeOf('embedding.table') !== undefined && {
      embedding_size: input[0]!,
      tie_weights: shapeOf('output.kernel') === undefined,
    }),
  };
}
