import { formatDuration, formatTicks } from './format.ts';

export type Scaling = 'linear' | 'log';

export interface Domain {
  readonly min: number;
  readonly max: number;
}

export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** Smallest and largest finite value (above zero for a log axis); undefined when there is none. */
export function extentOf(
  values: ArrayLike<number>,
  scaling: Scaling = 'linear',
  from = 0,
  to = values.length,
): Domain | undefined {
  let [min, max] = [Infinity, -Infinity];
  for (let i = from; i < to; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value) || (scaling === 'log' && value <= 0)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? { min, max } : undefined;
}

export function unionOf(a: Domain | undefined, b: Domain | undefined): Domain | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}

/**
 * The domain of a live axis: as it was while it still holds the data, else grown to the next round
 * bounds. It never shrinks, so that a chart under one's eyes does not jump.
 */
export function growDomain(
  current: Domain | undefined,
  extent: Domain | undefined,
  scaling: Scaling,
): Domain {
  if (extent === undefined)
    return current ?? (scaling === 'log' ? { min: 0.1, max: 1 } : { min: 0, max: 1 });
  if (current !== undefined && current.min <= extent.min && current.max >= extent.max)
    return current;
  const wanted = unionOf(current, extent)!;
  return scaling === 'log' ? roundLog(wanted) : roundLinear(wanted);
}

/** As growDomain for the axis of progress: starts at zero, and its end moves in steps of 20 to 50 %. */
export function growProgress(current: Domain | undefined, end: number, scaling: Scaling): Domain {
  if (current !== undefined && current.max >= end) return current;
  const steps = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];
  const power = 10 ** Math.floor(Math.log10(Math.max(end, 1e-9)));
  const step = steps.find((candidate) => candidate * power >= end * (1 - 1e-9)) ?? 10;
  return { min: scaling === 'log' ? Math.min(1, step * power * 0.1) : 0, max: step * power };
}

/** Round bounds around a linear extent; a constant gets room on both sides. */
export function roundLinear({ min, max }: Domain): Domain {
  if (max - min <= Math.max(Math.abs(min), Math.abs(max)) * 1e-9) {
    const room = min === 0 ? 1 : Math.abs(min) * 0.1;
    return roundLinear({ min: min - room, max: max + room });
  }
  const step = roundStep((max - min) / 5);
  const low = Math.floor(min / step + 1e-9) * step;
  const high = Math.ceil(max / step - 1e-9) * step;
  return { min: clean(low, step), max: clean(high, step) };
}

const logMantissas = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

/** Round bounds around a positive extent, for a log axis. */
export function roundLog({ min, max }: Domain): Domain {
  const lowPower = 10 ** Math.floor(Math.log10(min));
  const highPower = 10 ** Math.floor(Math.log10(max));
  const low = logMantissas.findLast((mantissa) => mantissa * lowPower <= min * (1 + 1e-9)) ?? 1;
  const high = logMantissas.find((mantissa) => mantissa * highPower >= max * (1 - 1e-9)) ?? 10;
  const bounds = { min: clean(low * lowPower, lowPower), max: clean(high * highPower, highPower) };
  return bounds.min < bounds.max ? bounds : { min: bounds.min / 1.5, max: bounds.max * 1.5 };
}

/** Axis positions with labels, at most about `count`. */
export function ticksOf(domain: Domain, scaling: Scaling, count: number): Tick[] {
  const positions =
    scaling === 'log' ? logPositions(domain, count) : linearPositions(domain, count);
  const labels =
    scaling === 'log' ? positions.map((value) => formatTicks([value])[0]!) : formatTicks(positions);
  return positions.map((value, index) => ({ value, label: labels[index]! }));
}

/** The same for whole numbers, such as steps: none between two of them. */
export function wholeTicksOf(domain: Domain, scaling: Scaling, count: number): Tick[] {
  if (scaling === 'log')
    return ticksOf(domain, scaling, count).filter(({ value }) => Number.isInteger(value));
  const step = Math.max(1, roundStep((domain.max - domain.min) / Math.max(1, count)));
  const positions = multiples(domain, Number.isInteger(step) ? step : 2 * step);
  const labels = formatTicks(positions);
  return positions.map((value, index) => ({ value, label: labels[index]! }));
}

const clockSteps = [1, 2, 5, 10, 15, 30].flatMap((n) => [n, n * 60]);
const hourSteps = [1, 2, 3, 6, 12, 24, 48, 96, 240].map((n) => n * 3600);
const timeSteps = [...clockSteps, ...hourSteps].sort((a, b) => a - b);

/** Positions in seconds at round moments of a clock. */
export function timeTicksOf(domain: Domain, scaling: Scaling, count: number): Tick[] {
  const label = (value: number): Tick => ({ value, label: formatDuration(value) });
  if (scaling === 'log') return logTimePositions(domain, count).map(label);
  const wanted = (domain.max - domain.min) / Math.max(1, count);
  const step = wanted < 1 ? roundStep(wanted) : timeSteps.find((candidate) => candidate >= wanted);
  if (step === undefined) return linearPositions(domain, count).map(label);
  return multiples(domain, step).map(label);
}

const logTimes = [
  0.1, 0.3, 1, 3, 10, 30, 60, 180, 600, 1800, 3600, 10_800, 36_000, 86_400, 259_200,
];

function logTimePositions(domain: Domain, count: number): number[] {
  const inside = logTimes.filter((time) => time >= domain.min && time <= domain.max);
  const stride = Math.max(1, Math.ceil(inside.length / Math.max(1, count)));
  const kept = inside.filter((_, index) => (inside.length - 1 - index) % stride === 0);
  return kept.length >= 2 ? kept : logPositions(domain, count);
}

function linearPositions(domain: Domain, count: number): number[] {
  return multiples(domain, roundStep((domain.max - domain.min) / Math.max(1, count)));
}

function logPositions(domain: Domain, count: number): number[] {
  const first = Math.floor(Math.log10(domain.min));
  const last = Math.ceil(Math.log10(domain.max));
  const decades = Math.log10(domain.max / domain.min);
  if (!(decades > 0)) return [];
  const choices = [logMantissas.slice(0, -1), [1, 2, 5], [1, 3], [1]];
  const mantissas = choices.find((choice) => choice.length * decades <= count) ?? [1];
  const stride = Math.max(1, Math.ceil(decades / Math.max(1, count)));
  const positions: number[] = [];
  for (let power = first; power <= last; power++) {
    if (mantissas.length === 1 && (power - first) % stride !== 0) continue;
    for (const mantissa of mantissas) {
      const value = clean(mantissa * 10 ** power, 10 ** power);
      if (value >= domain.min * (1 - 1e-9) && value <= domain.max * (1 + 1e-9))
        positions.push(value);
    }
  }
  return positions.length >= 2
    ? positions
    : linearPositions(domain, count).filter((value) => value > 0);
}

function multiples(domain: Domain, step: number): number[] {
  if (!(step > 0) || !Number.isFinite(step)) return [];
  const first = Math.ceil(domain.min / step - 1e-9);
  const last = Math.floor(domain.max / step + 1e-9);
  // Counted from zero: beyond 2^53 adding one to a number leaves it as it is.
  const count = Math.max(0, last - first + 1);
  const positions = Array.from({ length: count }, (_, i) => clean((first + i) * step, step));
  return positions.filter((position, i) => position !== positions[i - 1]);
}

/** The next of 1, 2, 2.5, 5 times a power of ten. */
function roundStep(wanted: number): number {
  if (!(wanted > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const mantissa =
    [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= wanted * (1 - 1e-9)) ?? 10;
  return mantissa * power;
}

/** Removes the dust that multiplication leaves: 0.30000000000000004 becomes 0.3. */
function clean(value: number, step: number): number {
  const decimals = Math.min(20, Math.max(0, 3 - Math.floor(Math.log10(step))));
  return Number(value.toFixed(decimals));
}

/** Position in pixels of a value; NaN for what has no place: not finite, or not positive on a log axis. */
export function projector(
  domain: Domain,
  scaling: Scaling,
  start: number,
  length: number,
): (value: number) => number {
  if (scaling === 'log') {
    const low = Math.log10(domain.min);
    const factor = length / (Math.log10(domain.max) - low || 1);
    return (value) =>
      value > 0 && value < Infinity ? start + (Math.log10(value) - low) * factor : Number.NaN;
  }
  const factor = length / (domain.max - domain.min || 1);
  return (value) => (Number.isFinite(value) ? start + (value - domain.min) * factor : Number.NaN);
}

/** The value at a pixel: the inverse of `projector`. */
export function unprojector(
  domain: Domain,
  scaling: Scaling,
  start: number,
  length: number,
): (pixel: number) => number {
  if (scaling === 'log') {
    const ratio = domain.max / domain.min;
    return (pixel) => domain.min * ratio ** ((pixel - start) / length);
  }
  return (pixel) => domain.min + ((pixel - start) / length) * (domain.max - domain.min);
}
