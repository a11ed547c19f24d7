import { getLocale } from './paraglide/runtime.js';

/** Numbers, times and sizes in words of the window's language. Reactive through the locale. */

const numberFormats = new Map<string, Intl.NumberFormat>();

function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = getLocale() + JSON.stringify(options);
  const known = numberFormats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(getLocale(), options);
  numberFormats.set(key, made);
  return made;
}

/** A whole number with separators: 1,115,394. */
export function formatCount(value: number): string {
  return numberFormat({ maximumFractionDigits: 0 }).format(value);
}

/** A measured value at four significant digits; very small and very large ones as powers of ten. */
export function formatValue(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e7))
    return withMinus(value.toExponential(Math.min(2, digits - 1)));
  const options = { maximumSignificantDigits: digits, minimumSignificantDigits: 1 };
  return withMinus(numberFormat(options).format(value));
}

/** The minus sign in the place of the hyphen, which is shorter than a plus and sits too low. */
function withMinus(text: string): string {
  return text.replaceAll('-', '−');
}

/** A share of one as a percentage: 83.2 %. */
export function formatShare(share: number, decimals = 0): string {
  const percent = numberFormat({ maximumFractionDigits: decimals }).format(100 * share);
  return `${withMinus(percent)}\u00a0%`;
}

/** 31k, 1.2M: for places where the order of magnitude is the message. */
export function formatCompact(value: number): string {
  return numberFormat({ notation: 'compact', maximumSignificantDigits: 3 }).format(value);
}

export function formatBytes(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
  let size = bytes;
  let index = 0;
  while (size >= 1000 && index < units.length - 1) {
    size /= 1000;
    index++;
  }
  return numberFormat({
    style: 'unit',
    unit: units[index] ?? 'byte',
    unitDisplay: index === 0 ? 'long' : 'short',
    maximumSignificantDigits: 3,
  }).format(size);
}

/** Two units at most: "0.4 s", "45 s", "3 min 20 s", "2 h 5 min". */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds > 0 && seconds < 0.95) return unit(Math.max(0.1, seconds), 'second');
  const whole = Math.max(0, Math.round(seconds));
  const parts: [number, 'day' | 'hour' | 'minute' | 'second'][] = [
    [Math.floor(whole / 86_400), 'day'],
    [Math.floor(whole / 3600) % 24, 'hour'],
    [Math.floor(whole / 60) % 60, 'minute'],
    [whole % 60, 'second'],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first === -1) return unit(0, 'second');
  return parts
    .slice(first, first + 2)
    .filter(([amount], index) => amount > 0 || index === 0)
    .map(([amount, name]) => unit(amount, name))
    .join(getLocale() === 'en' ? ' ' : '');
}

function unit(amount: number, name: 'day' | 'hour' | 'minute' | 'second'): string {
  const unitDisplay = name === 'day' ? 'long' : 'short';
  const text = numberFormat({
    style: 'unit',
    unit: name,
    unitDisplay,
    maximumFractionDigits: 1,
  }).format(amount);
  return text.replace('sec', 's').replace('hr', 'h');
}

/** A moment: the time alone today, otherwise the date too. @param second whether it counts */
export function formatMoment(milliseconds: number, second = false): string {
  const moment = new Date(milliseconds);
  const today = new Date().toDateString() === moment.toDateString();
  const time = {
    hour: '2-digit',
    minute: '2-digit',
    ...(second ? ({ second: '2-digit' } as const) : {}),
    hourCycle: 'h23',
  } as const;
  const date = { year: 'numeric', month: 'short', day: 'numeric' } as const;
  return new Intl.DateTimeFormat(getLocale(), today ? time : { ...date, ...time }).format(moment);
}

/** The day of an ISO 8601 time, as written in data (no shift to the local time zone). */
export function formatDay(iso: string): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  return new Intl.DateTimeFormat(getLocale(), { dateStyle: 'medium', timeZone: 'UTC' }).format(
    moment,
  );
}
