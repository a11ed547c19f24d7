import { numberOf, type Settings, textOf } from '../contract/index.ts';
import type { CellId } from './cells/cell-id.ts';
import { layerSize } from './cells/layer-size.ts';

export interface StackSizes {
  readonly input: number;
  readonly bidirectional: boolean;
  /** Units of a layer in one direction; `hidden_size` where it is left out. */
  readonly hidden?: number;
}

/** Parameters of the recurrent layers that the settings ask for. */
export function stackSize(settings: Settings, sizes: StackSizes): number {
  const { bidirectional, input, hidden = numberOf(settings, 'hidden_size') } = sizes;
  const directions = bidirectional ? 2 : 1;
  const layers = numberOf(settings, 'num_layers');
  const cell = textOf(settings, 'cell') as CellId;
  const layerNorm = settings['layer_norm'] === true;
  const size = (width: number) => directions * layerSize(cell, { input: width, hidden }, layerNorm);
  return size(input) + (layers - 1) * size(directions * hidden);
}
