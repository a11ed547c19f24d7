import { numberOf, type Settings, textOf } from '../settings.ts';

const gates: Readonly<Record<string, number>> = { rnn: 1, gru: 3, 'gru-reset-before': 3, lstm: 4 };

/** Of all layers. @param input values that the lowest reads */
export function recurrentWeights(settings: Settings, input: number): number {
  const hidden = numberOf(settings, 'hidden_size');
  const directions = settings['bidirectional'] === true ? 2 : 1;
  const width = gates[textOf(settings, 'cell')] ?? 4;
  let total = 0;
  for (let layer = 0; layer < numberOf(settings, 'num_layers'); layer++) {
    const below = layer === 0 ? input : hidden * directions;
    total += directions * width * hidden * (below + hidden + 2);
  }
  return total;
}
