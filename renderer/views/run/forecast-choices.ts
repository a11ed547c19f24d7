import type { ForecastSample, Sample } from '../../../src/contract/index.ts';

/** A forecast among those of one evaluation: several columns, several places in the data. */
export interface ForecastChoice {
  /** Stays the same over evaluations. */
  readonly id: string;
  readonly label: string;
  readonly sample: ForecastSample;
}

/** The forecasts among some samples, each under a name that tells it from the others. */
export function forecastChoices(samples: readonly Sample[]): ForecastChoice[] {
  const forecasts = samples.filter((sample) => sample.kind === 'forecast');
  const seen = new Map<string, number>();
  return forecasts.map((sample) => {
    const place = (seen.get(sample.channel) ?? 0) + 1;
    seen.set(sample.channel, place);
    const repeated = forecasts.filter(({ channel }) => channel === sample.channel).length > 1;
    const label = repeated ? `${sample.channel} · ${placeOf(sample, place)}` : sample.channel;
    return { id: `${sample.channel} ${place}`, label, sample };
  });
}

/** When the forecast begins; without a time column its number. */
function placeOf({ times, history }: ForecastSample, place: number): string {
  const begin = times[history.length];
  return begin === undefined ? `${place}` : begin.slice(0, 16).replace('T', ' ');
}
