const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Usual calendar steps whose length in seconds varies. */
const calendar: readonly { readonly from: number; readonly to: number; readonly words: string }[] =
  [
    { from: 28 * day, to: 31 * day, words: 'monthly' },
    { from: 89 * day, to: 92 * day, words: 'quarterly' },
    { from: 181 * day, to: 184 * day, words: 'every half year' },
    { from: 365 * day, to: 366 * day, words: 'yearly' },
  ];

const named: ReadonlyMap<number, string> = new Map([
  [1, 'every second'],
  [minute, 'every minute'],
  [hour, 'hourly'],
  [day, 'daily'],
  [7 * day, 'weekly'],
]);

/** "hourly", "every 15 minutes", "monthly". */
export function frequencyInWords(seconds: number): string {
  const name = named.get(seconds);
  if (name !== undefined) return name;
  const period = calendar.find(({ from, to }) => seconds >= from && seconds <= to);
  if (period !== undefined) return period.words;
  for (const [unit, length] of [
    ['days', day],
    ['hours', hour],
    ['minutes', minute],
  ] as const) {
    if (seconds >= length && seconds % length === 0) return `every ${seconds / length} ${unit}`;
  }
  const years = seconds / (365.25 * day);
  if (years > 1.5) return `every ${Math.round(years)} years`;
  return seconds < 1
    ? `every ${Math.round(seconds * 1000)} milliseconds`
    : `every ${seconds} seconds`;
}
