/** Figures as people read them in a table. */

/** Four significant digits; a dash for nothing. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return value.toExponential(3);
  return size >= 1000 ? value.toFixed(1) : value.toPrecision(4);
}

/** "0.4 s", "45 s", "3 min 5 s", "2 h 10 min". */
export function duration(seconds: number): string {
  if (seconds >= 0.05 && seconds < 0.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** "1.2 GB". */
export function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, count)) / 3));
  const value = count / 1000 ** power;
  return `${power === 0 ? value : value.toPrecision(3)} ${units[power]}`;
}

export function count(value: number): string {
  return value.toLocaleString('en-US');
}
