import type { KernelCase, KernelId, SequenceKernel } from '../kernel.ts';
import { kernels } from '../list.ts';
import { reference } from '../reference.ts';
import type { KernelRecord } from './kernel-record.ts';
import { type KernelTimes, measureKernels } from './measurement.ts';
import { shapeClass } from './shape-class.ts';

export { KernelRecord } from './kernel-record.ts';
export type { KernelTimes } from './measurement.ts';

/** How much faster a kernel must be to go before one that stands earlier in the list. */
const noise = 1.05;

interface Measuring {
  readonly record: KernelRecord;
  readonly onMeasured: (shapes: string, times: KernelTimes) => void;
}

let measuring: Measuring | null = null;

/**
 * From now on `chooseKernel` goes by measured times in this process, and measures what the record
 * lacks. Without it, or with null, it goes by the order of the list.
 * @param onMeasured hears of each new measurement
 */
export function chooseByMeasurement(
  record: KernelRecord | null,
  onMeasured: Measuring['onMeasured'] = () => {},
): void {
  measuring = record === null ? null : { record, onMeasured };
}

/**
 * The kernel that runs a layer: the preferred one where it supports the case, else the fastest that
 * does: by measurement where this process measures and the case says how long and how many its
 * sequences are, else by the order of the list.
 * @param preference `auto`, or the name of a kernel; one that does not exist counts as `auto`
 */
export function chooseKernel(
  kernelCase: KernelCase,
  preference: KernelId | 'auto' = 'auto',
): SequenceKernel {
  const able = kernels.filter((kernel) => kernel.supports(kernelCase));
  const preferred = able.find((kernel) => kernel.id === preference);
  if (preferred !== undefined) return preferred;
  // The reference is for reading: where another can run, it is never the faster one.
  const fast = able.filter((kernel) => kernel !== reference);
  const times = fast.length > 1 ? timesOf(kernelCase, fast) : null;
  return (times === null ? fast[0] : fastest(fast, times)) ?? reference;
}

/** The case itself, or in single precision where no kernel here can do what it asks for. */
export function possibleCase(kernelCase: KernelCase): KernelCase {
  const possible = kernels.some((kernel) => kernel.supports(kernelCase));
  return possible ? kernelCase : { ...kernelCase, precision: 'fp32' };
}

/** Kept ones where they cover every candidate, else new ones. */
function timesOf(kernelCase: KernelCase, able: readonly SequenceKernel[]): KernelTimes | null {
  if (measuring === null || kernelCase.sequence === undefined) return null;
  const { record, onMeasured } = measuring;
  const shapes = shapeClass(kernelCase);
  const kept = record.get(shapes);
  if (kept !== null && able.every(({ id }) => id in kept)) return kept;
  const times = measureKernels(kernelCase, able);
  if (times === null) return null;
  record.set(shapes, times);
  onMeasured(shapes, times);
  return times;
}

/** The first in the list that no other beats by more than noise. */
function fastest(able: readonly SequenceKernel[], times: KernelTimes): SequenceKernel | undefined {
  const timeOf = ({ id }: SequenceKernel) => times[id] ?? Number.POSITIVE_INFINITY;
  const least = Math.min(...able.map(timeOf));
  return able.find((kernel) => timeOf(kernel) <= least * noise);
}
