import type { Operand } from './filter.ts';

/** Seconds in each unit of a duration. */
const secondsIn: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  min: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
};
const multiples: Readonly<Record<string, number>> = { k: 1e3, M: 1e6, G: 1e9 };

/** `0.001`, `1e-3`, `10_000`, `10k`, `2.5M`; undefined for everything else. */
export function numberFrom(text: string): number | undefined {
  const parts = /^([+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?)([kMG]?)$/i.exec(text);
  if (parts === null) return undefined;
  const multiple = parts[2] === '' ? 1 : multiples[parts[2]!];
  return multiple === undefined ? undefined : Number(parts[1]!.replaceAll('_', '')) * multiple;
}

/** `90s`, `5m`, `1h30m`, `2d`; a bare number is seconds. */
export function secondsFrom(text: string): number | undefined {
  if (/^[\d.]+$/.test(text)) return numberFrom(text);
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(min|[smhdw])/g)];
  if (parts.length === 0 || parts.map(([all]) => all).join('') !== text) return undefined;
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * secondsIn[unit!]!, 0);
}

/**
 * `2026-11-24`, `2026-11`, `2026-11-24T10:30`, `today`, `yesterday`, `now`, `now-2h`, `today-7d`, in the time zone
 * of this machine.
 * @param now milliseconds since 1970
 */
export function momentFrom(text: string, now: number): (Operand & { type: 'moment' }) | undefined {
  const relative = /^(now|today|yesterday)(?:-(.+))?$/i.exec(text);
  return relative === null ? absolute(text) : before(relative[1]!, relative[2], now);
}

function before(word: string, back: string | undefined, now: number) {
  const seconds = back === undefined ? 0 : secondsFrom(back);
  if (seconds === undefined) return undefined;
  if (word.toLowerCase() === 'now') {
    const from = now - seconds * 1000;
    return { type: 'moment', from, until: from + 1 } as const;
  }
  const day = new Date(now);
  const days = (word.toLowerCase() === 'today' ? 0 : 1) + Math.round(seconds / secondsIn['d']!);
  return between(
    new Date(day.getFullYear(), day.getMonth(), day.getDate() - days),
    new Date(day.getFullYear(), day.getMonth(), day.getDate() - days + 1),
  );
}

function absolute(text: string) {
  const parts = /^(\d{4})-(\d{1,2})(?:-(\d{1,2})(?:[T ](\d{1,2}):(\d{2}))?)?$/.exec(text);
  if (parts === null) return undefined;
  const [year, month, day, hour, minute] = parts
    .slice(1)
    .map((part) => (part === undefined ? undefined : Number(part)));
  if (month! < 1 || month! > 12) return undefined;
  if (day === undefined) return between(new Date(year!, month! - 1), new Date(year!, month!));
  const start = new Date(year!, month! - 1, day, hour ?? 0, minute ?? 0);
  if (start.getDate() !== day) return undefined;
  const end =
    hour === undefined ? new Date(year!, month! - 1, day + 1) : new Date(start.getTime() + 60_000);
  return between(start, end);
}

function between(from: Date, until: Date) {
  return { type: 'moment', from: from.getTime(), until: until.getTime() } as const;
}
