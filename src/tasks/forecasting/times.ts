/** Usual distance of two rows in seconds (the median), or null without times. */
export function usualStepSeconds(times: Float64Array | null): number | null {
  if (times === null || times.length < 2) return null;
  const steps = Float64Array.from(
    { length: times.length - 1 },
    (_, i) => times[i + 1]! - times[i]!,
  );
  steps.sort();
  const median = steps[Math.floor(steps.length / 2)]!;
  return median > 0 ? median / 1000 : null;
}

/**
 * Moments of the rows after the last one: whole months where the rows lie whole months apart
 * (months, quarters, years), else the usual step again and again.
 * @param times milliseconds since 1970, ascending
 */
export function continueTimes(times: Float64Array, count: number): number[] {
  const last = times[times.length - 1]!;
  const calendar = calendarStep(times);
  if (calendar !== null) {
    return Array.from({ length: count }, (_, index) => addMonths(last, calendar, index + 1));
  }
  const step = (usualStepSeconds(times) ?? 0) * 1000;
  return Array.from({ length: count }, (_, index) => last + step * (index + 1));
}

/** ISO 8601 in UTC; an unreadable moment is empty text. */
export function isoTime(time: number): string {
  return Number.isFinite(time) ? new Date(time).toISOString() : '';
}

interface CalendarStep {
  readonly months: number;
  /** Rows lie on the last day of their month instead of on the same day. */
  readonly atMonthEnd: boolean;
}

/** The step in whole months, if the last rows lie evenly on the calendar. */
function calendarStep(times: Float64Array): CalendarStep | null {
  const recent = [...times.slice(-6)].map((time) => new Date(time));
  if (recent.length < 3 || recent.some((date) => Number.isNaN(date.getTime()))) return null;
  const counted = recent.map((date) => date.getUTCFullYear() * 12 + date.getUTCMonth());
  const months = counted[1]! - counted[0]!;
  const even = counted.every(
    (month, index) => index === 0 || month - counted[index - 1]! === months,
  );
  const sameDay = recent.every((date) => date.getUTCDate() === recent[0]!.getUTCDate());
  const atMonthEnd = recent.every((date) => date.getUTCDate() === daysOfMonth(date));
  if (months <= 0 || !even || !(sameDay || atMonthEnd)) return null;
  return { months, atMonthEnd: atMonthEnd && !sameDay };
}

/** A day that the month lacks becomes its last day. */
function addMonths(time: number, { months, atMonthEnd }: CalendarStep, steps: number): number {
  const date = new Date(time);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months * steps);
  const days = daysOfMonth(date);
  date.setUTCDate(atMonthEnd ? days : Math.min(day, days));
  return date.getTime();
}

function daysOfMonth(date: Date): number {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
}
