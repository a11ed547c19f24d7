import { getLocale } from '../../paraglide/runtime.js';

const shapes = {
  today: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  year: { month: 'short', day: 'numeric' },
  before: { year: 'numeric', month: 'short' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

// Making a format takes longer than using it a hundred times, and a scrolling table uses it often.
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(shape: keyof typeof shapes): Intl.DateTimeFormat {
  const key = `${getLocale()} ${shape}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(getLocale(), shapes[shape]);
  formats.set(key, made);
  return made;
}

/** Today the time, this year the day, else the year: a narrow column says what tells rows apart. */
export function formatNear(milliseconds: number, now = new Date()): string {
  const moment = new Date(milliseconds);
  if (moment.toDateString() === now.toDateString()) return formatOf('today').format(moment);
  const thisYear = moment.getFullYear() === now.getFullYear();
  return formatOf(thisYear ? 'year' : 'before').format(moment);
}
