/** A logarithmic axis with ticks at 1, 2 and 5 times the powers of ten. */
export interface LogAxis {
  readonly ticks: readonly number[];
  place(value: number): number;
}

/**
 * @param values all positive, at least one; the axis reaches a little beyond them
 * @param from position of its low end in pixels
 * @param to position of its high end
 */
export function logAxis(values: readonly number[], from: number, to: number): LogAxis {
  const margin = 1.08;
  const low = Math.min(...values) / margin;
  const high = Math.max(...values) * margin;
  const span = Math.log(high / low);
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    for (const step of [1, 2, 5]) {
      const tick = Number((step * 10 ** power).toPrecision(1));
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  return { ticks, place: (value) => from + (Math.log(value / low) / span) * (to - from) };
}
