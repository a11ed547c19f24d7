/** Numbers as people read them. No locale: a point for decimals everywhere, as in papers and logs. */

const minus = '−';

/**
 * A value to about `digits` significant figures: 1.669, 0.0421, 12,345, 3.2e-5.
 * Not a number gives an en dash.
 */
export function formatValue(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${minus}∞`;
  if (value === 0) return '0';
  const size = Math.abs(value);
  const sign = value < 0 ? minus : '';
  if (size < 1e-3 || size >= 1e9) return sign + scientific(size, Math.max(0, digits - 2));
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return sign + grouped(size.toFixed(size >= 1000 ? 0 : decimals));
}

/** Whole numbers with thousands separated: 12,345. */
export function formatCount(value: number): string {
  return (value < 0 ? minus : '') + grouped(Math.abs(Math.round(value)).toString());
}

/** Short form for axes and dense tables: 950, 12k, 1.25M. */
export function formatShort(value: number): string {
  const size = Math.abs(value);
  const sign = value < 0 ? minus : '';
  if (size >= 1e9) return `${sign}${trimmed(size / 1e9, 2)}G`;
  if (size >= 1e6) return `${sign}${trimmed(size / 1e6, 2)}M`;
  if (size >= 1e4) return `${sign}${trimmed(size / 1e3, 1)}k`;
  return size >= 100 || Number.isInteger(value) ? formatCount(value) : formatValue(value, 3);
}

/** Epochs with one decimal at most: 5.4, 12. */
export function formatEpoch(epoch: number): string {
  return trimmed(epoch, 1);
}

/** Seconds: 0.4 s, 42 s, 3:07, 1:02:09, 2 d 4 h. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '–';
  if (seconds < 9.95) return `${trimmed(seconds, 1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const [hours, minutes, rest] = [
    Math.floor(whole / 3600),
    Math.floor(whole / 60) % 60,
    whole % 60,
  ];
  if (hours >= 48) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  const two = (n: number): string => n.toString().padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/**
 * A share as a percentage with its sign: +31 %, −4.2 %. From ten on as a multiple, −57×: beside
 * something near zero a percentage of four or five digits tells nobody anything.
 */
export function formatChange(share: number): string {
  if (!Number.isFinite(share)) return '–';
  const percent = Math.abs(share * 100);
  const sign = share > 0 ? '+' : share < 0 ? minus : '';
  if (percent >= 999.5) return `${sign}${grouped(Math.abs(share).toFixed(0))}×`;
  return `${sign}${percent.toFixed(percent < 9.95 ? 1 : 0)} %`;
}

/** Labels of evenly or unevenly spaced axis positions, all with the same number of decimals. */
export function formatTicks(positions: readonly number[]): string[] {
  const largest = Math.max(0, ...positions.map(Math.abs));
  if (largest >= 1e4) return positions.map(formatShort);
  if (largest < 1e-3 && largest > 0) return positions.map((value) => formatValue(value, 3));
  const decimals = Math.max(0, ...positions.map(decimalsOf));
  return positions.map((value) => {
    const text = grouped(Math.abs(value).toFixed(decimals));
    return value < 0 ? minus + text : text;
  });
}

function decimalsOf(value: number): number {
  for (let decimals = 0; decimals < 8; decimals++) {
    const scaled = value * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * Math.max(1, Math.abs(scaled)))
      return decimals;
  }
  return 8;
}

function scientific(size: number, decimals: number): string {
  const [mantissa, exponent] = size.toExponential(decimals).split('e');
  const short = mantissa!.includes('.') ? mantissa!.replace(/\.?0+$/, '') : mantissa!;
  return `${short}e${exponent!.replace('+', '').replace('-', minus)}`;
}

function trimmed(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function grouped(text: string): string {
  const [whole, fraction] = text.split('.');
  const separated = whole!.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? separated : `${separated}.${fraction}`;
}
