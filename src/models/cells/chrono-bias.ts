import type { Random } from '../../backend/random.ts';
import type { KeepingGate } from './cell.ts';

/**
 * Chrono initialisation (Tallec and Ollivier 2018, arXiv 1804.11188): the gate that keeps the state
 * starts at b ~ log U(1, T - 1), so that a unit forgets after 1 to T steps; one that renews it at
 * -b. An LSTM's input gate starts at -b.
 * @param biases of every gate, changed in place
 * @param steps T, above 1
 */
export function chronoBias(
  biases: ReadonlyMap<string, Float32Array>,
  { gate, tells }: KeepingGate,
  steps: number,
  random: Random,
): void {
  const keep = biases.get(gate);
  if (keep === undefined) return;
  const input = biases.get('input');
  const sign = tells === 'kept' ? 1 : -1;
  for (let unit = 0; unit < keep.length; unit++) {
    const bias = Math.log(1 + random.next() * Math.max(0, steps - 2));
    keep[unit] = sign * bias;
    if (input !== undefined) input[unit] = -bias;
  }
}
