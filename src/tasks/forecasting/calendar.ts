import { UnrollError } from '../../contract/index.ts';

/** Which cycles of the calendar the network is told, as the setting says. */
export type CalendarFeatures = 'none' | 'auto' | 'hour' | 'weekday' | 'year';

export interface Feature {
  readonly name: string;
  /** About 1 in size, so that it needs no scaling. */
  value(date: Date): number;
}

const day = 86_400;

/** Two harmonics tell a morning peak from an evening peak. */
const hour = cycle('hour', (date) => (date.getUTCHours() + date.getUTCMinutes() / 60) / 24);
/** Within the year from 0 to 1, so that December and January are neighbours. */
const year = cycle('year', (date) => {
  const start = Date.UTC(date.getUTCFullYear(), 0, 1);
  return (date.getTime() - start) / (Date.UTC(date.getUTCFullYear() + 1, 0, 1) - start);
});
/** One switch for each: days of a week have no order that a network should follow. */
const weekday: readonly Feature[] = Array.from({ length: 7 }, (_, index) => ({
  name: `weekday_${index}`,
  value: (date: Date) => (date.getUTCDay() === index ? 1 : 0),
}));

function cycle(name: string, phase: (date: Date) => number): readonly Feature[] {
  return [1, 2].flatMap((harmonic) => [
    {
      name: `${name}_sin_${harmonic}`,
      value: (date: Date) => Math.sin(2 * Math.PI * harmonic * phase(date)),
    },
    {
      name: `${name}_cos_${harmonic}`,
      value: (date: Date) => Math.cos(2 * Math.PI * harmonic * phase(date)),
    },
  ]);
}

/**
 * Features of moments that anybody knows in advance.
 * @param stepSeconds usual distance of two rows: a cycle shorter than two rows tells nothing
 */
export function calendarFeatures(
  kind: CalendarFeatures,
  stepSeconds: number | null,
): readonly Feature[] {
  switch (kind) {
    case 'none':
      return [];
    case 'hour':
      return hour;
    case 'weekday':
      return weekday;
    case 'year':
      return year;
    case 'auto': {
      const step = stepSeconds ?? 0;
      return [
        ...(step <= day / 2 ? hour : []),
        ...(step <= 3 * day ? weekday : []),
        ...(step <= 190 * day ? year : []),
      ];
    }
  }
}

export function noTimes(): UnrollError {
  return new UnrollError({
    code: 'no-time-column',
    message: 'calendar_features needs times, but no column tells the time of a row.',
    where: 'calendar_features',
    hint: 'Name the column with time_column, or set calendar_features to none.',
  });
}
