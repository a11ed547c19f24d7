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

/** Whether a tensor of a checkpoint of Unroll's own belongs to its training and is no weight. */
export function isTrainingState(name: string): boolean {
  return /^(optimizer|session)\//.test(name);
}

/** Sizes of the recurrent stack in a checkpoint of Unroll's own; none for other files. */
export function ownSettings(file: WeightFile): Settings {
  const shapeOf = (name: string) => file.tensors.get(prefix + name)?.shape;
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
  const connection = connectionOf(file, layers);
  return {
    ...(cell !== undefined && { cell }),
    hidden_size: hidden,
    num_layers: layers,
    bidirectional: shapeOf('rnn.0.reverse.input_kernel') !== undefined,
    layer_norm: shapeOf('rnn.0.input_gain') !== undefined,
    ...(connection !== null && { layer_connection: connection }),
    ...attentionOf(file, hidden),
    ...(shapeOf('embedding.table') !== undefined && {
      embedding_size: input[0]!,
      tie_weights: shapeOf('output.kernel') === undefined,
    }),
  };
}

/** As far as tensors tell it: a residual stack has those of a plain one, which is null. */
function connectionOf({ tensors }: WeightFile, layers: number): string | null {
  const inputOf = (layer: number) => tensors.get(`${prefix}rnn.${layer}.input_kernel`)?.shape[0];
  const numbers = Array.from({ length: layers }, (_, layer) => layer);
  if (numbers.some((layer) => tensors.has(`${prefix}rnn.${layer}.highway.kernel`)))
    return 'highway';
  const isWider = layers > 1 && inputOf(1)! > inputOf(0)!;
  const [hidden] = tensors.get(`${prefix}rnn.0.recurrent_kernel`)!.shape;
  const directions = tensors.has(`${prefix}rnn.0.reverse.input_kernel`) ? 2 : 1;
  return isWider && inputOf(1) === inputOf(0)! + directions * hidden! ? 'dense' : null;
}

/** The window is no weight. */
function attentionOf({ tensors }: WeightFile, hidden: number): Settings {
  const query = tensors.get(`${prefix}rnn.attention.query`)?.shape[0];
  if (query === undefined) return {};
  const parts = Math.round(hidden / query);
  return {
    past_attention: ['query-key-value', 'key-value', 'key-value-predict'][parts - 1] ?? 'none',
  };
}
