import type { ParallelAxis, ParallelData } from './index.ts';

/** More axes than this leave no room for their names, more lines hide each other. */
export const mostAxes = 10;
export const mostLines = 500;

/**
 * The axes to show where there are too many: all that say what was reached, which stand last, and of
 * the others those along which it changes most. In the order of the data.
 * @param reached number of the last axes that say what was reached; the last of all decides
 */
export function tellingAxes({ axes, lines }: ParallelData, reached: number): number[] {
  const all = axes.map((_, index) => index);
  const settings = all.slice(0, axes.length - reached);
  const room = Math.max(1, mostAxes - reached);
  if (settings.length <= room) return all;
  const results = lines.map(({ values }) => values.at(-1) ?? Number.NaN);
  const shares = settings.map((index) =>
    dependence(
      axes[index]!,
      lines.map(({ values }) => values[index] ?? Number.NaN),
      results,
    ),
  );
  const telling = settings.toSorted((a, b) => shares[b]! - shares[a]!).slice(0, room);
  return [...telling.sort((a, b) => a - b), ...all.slice(axes.length - reached)];
}

/** Some of the axes, and the best of the lines. */
export function fitted(data: ParallelData, axes: readonly number[]): ParallelData {
  const lines =
    data.lines.length <= mostLines
      ? data.lines
      : data.lines.toSorted((a, b) => b.merit - a.merit).slice(0, mostLines);
  return {
    ...data,
    axes: axes.map((index) => data.axes[index]!),
    lines: lines.map((line) => ({
      ...line,
      values: axes.map((index) => line.values[index] ?? Number.NaN),
    })),
  };
}

/**
 * How much of the variance of the ranks of `results` goes with a value, from 0 to 1: the square of
 * Spearman's correlation for numbers, for names the share between them (epsilon squared, which
 * expects nothing of chance).
 */
export function dependence(
  { names }: Pick<ParallelAxis, 'names'>,
  values: readonly number[],
  results: readonly number[],
): number {
  const pairs = values
    .map((value, index) => [value, results[index] ?? Number.NaN] as const)
    .filter(([value, result]) => Number.isFinite(value) && Number.isFinite(result));
  if (pairs.length < 3) return 0;
  const xs = pairs.map(([value]) => value);
  const ys = ranks(pairs.map(([, result]) => result));
  return names.length > 0 ? betweenNames(xs, ys) : correlation(ranks(xs), ys) ** 2;
}

/** Equal values have the mean of their ranks. */
function ranks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => values[a]! - values[b]!);
  const found = new Array<number>(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let i = from; i < to; i++) found[order[i]!] = (from + to - 1) / 2;
    from = to;
  }
  return found;
}

function correlation(xs: readonly number[], ys: readonly number[]): number {
  const [mx, my] = [mean(xs), mean(ys)];
  let [xy, xx, yy] = [0, 0, 0];
  for (const [i, x] of xs.entries()) {
    const y = ys[i]!;
    xy += (x - mx) * (y - my);
    xx += (x - mx) ** 2;
    yy += (y - my) ** 2;
  }
  return xx === 0 || yy === 0 ? 0 : xy / Math.sqrt(xx * yy);
}

function betweenNames(xs: readonly number[], ys: readonly number[]): number {
  const groups = new Map<number, number[]>();
  for (const [i, x] of xs.entries()) {
    const group = groups.get(x);
    if (group === undefined) groups.set(x, [ys[i]!]);
    else group.push(ys[i]!);
  }
  const middle = mean(ys);
  const total = ys.reduce((sum, y) => sum + (y - middle) ** 2, 0);
  const free = ys.length - groups.size;
  if (total === 0 || free <= 0) return 0;
  let within = 0;
  for (const group of groups.values()) {
    const center = mean(group);
    within += group.reduce((sum, y) => sum + (y - center) ** 2, 0);
  }
  const unexplained = (within / free) * ((ys.length - 1) / total);
  return Math.max(0, 1 - unexplained);
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
