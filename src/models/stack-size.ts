import { numberOf, type Settings, textOf } from '../contract/index.ts';
import type { CellId } from './cells/cell-id.ts';
import { layerSize } from './cells/layer-size.ts';
import { type ConnectionId, connectionSizes, layerPlaces } from './connections/connection-sizes.ts';
import { type PastAttentionId, pastAttentionSize } from './past-attention/past-attention-id.ts';

export interface StackSizes {
  readonly input: number;
  readonly bidirectional: boolean;
  /** Units of a layer in one direction; `hidden_size` where it is left out. */
  readonly hidden?: number;
}

/** Parameters of the recurrent layers that the settings ask for, and of what connects them. */
export function stackSize(settings: Settings, sizes: StackSizes): number {
  const { bidirectional, input, hidden = numberOf(settings, 'hidden_size') } = sizes;
  const directions = bidirectional ? 2 : 1;
  const layers = numberOf(settings, 'num_layers');
  const cell = textOf(settings, 'cell') as CellId;
  const layerNorm = settings['layer_norm'] === true;
  // Runs of older versions have none.
  const connection = (settings['layer_connection'] ?? 'plain') as ConnectionId;
  const places = layerPlaces(connection, { input, output: directions * hidden, layers });
  const { parameters } = connectionSizes[connection];
  const { past_attention: attention = 'none' } = settings;
  const width = directions * hidden;
  const attending =
    attention === 'none' ? 0 : pastAttentionSize(attention as PastAttentionId, width);
  return places.reduce((sum, place) => {
    const layer = directions * layerSize(cell, { input: place.input, hidden }, layerNorm);
    return sum + layer + parameters(place);
  }, attending);
}
