import type { KernelCase } from '../kernel.ts';

/** Where a task does not say how long and how many its sequences are. */
export const usualSequence = { time: 32, batch: 32 } as const;

/**
 * Cases that the same kernel is the fastest for, as a key for people and programs: sizes to the
 * nearest half octave, so that 640 and 650 units are one class and 512 another.
 */
export function shapeClass({
  cell,
  shape,
  features = [],
  precision = 'fp32',
  ...rest
}: KernelCase) {
  const { sequence = usualSequence } = rest;
  const sizes = { ...shape, ...sequence };
  const named = Object.entries(sizes).map(([name, size]) => `${name} ${halfOctave(size)}`);
  return [cell.id, precision, ...[...features].sort(), ...named].join(', ');
}

function halfOctave(size: number): number {
  return Math.round(2 ** (Math.round(2 * Math.log2(size)) / 2));
}
