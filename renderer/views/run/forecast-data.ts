import {
  type ForecastChannel,
  type ForecastQuantiles,
  type ForecastSample,
  type Run,
  runColor,
  type Theme,
} from '../../../src/contract/index.ts';
import type { ForecastBand, ForecastData } from '../../charts/forecast/data.ts';
import { baselineLabel } from '../../charts/words.ts';
import { m } from '../../paraglide/messages.js';

/** A sample of a past window, where the truth is known, as a chart. */
export function forecastDataOf(sample: ForecastSample, run: Run, theme: Theme): ForecastData {
  const { channel, truth, forecast, baseline } = sample;
  const { history, times } = recent(sample.history, sample.times, forecast.length);
  const known = run.baselines.find(({ label }) => label === sample.baselineLabel);
  const baselineWords = known === undefined ? sample.baselineLabel : baselineLabel(known);
  const labels = { ...words(), baseline: baselineWords };
  const color = runColor(run.color, theme);
  const bands = bandsOf(sample.quantiles);
  return { channel, color, history, truth, forecast, baseline, bands, times, labels };
}

/** A column of a series, under a name of its own. */
export function channelLabel({ name, series }: ForecastChannel): string {
  return series === undefined ? name : `${series} · ${name}`;
}

/** A forecast of what comes after the data; the truth is still open. */
export function futureDataOf(channel: ForecastChannel, color: string): ForecastData {
  const all = [...channel.historyTimes, ...channel.forecastTimes];
  const { history, times } = recent(channel.history, all, channel.forecast.length);
  return {
    channel: channelLabel(channel),
    color,
    history,
    forecast: channel.forecast,
    truth: [],
    baseline: [],
    bands: bandsOf(channel.quantiles),
    times,
    labels: { ...words(), baseline: '' },
  };
}

/** The shares whose intervals are drawn, the widest first. */
const shares = [0.9, 0.8, 0.5];

function bandsOf(quantiles: readonly ForecastQuantiles[] = []): ForecastBand[] {
  const at = (level: number) =>
    quantiles.find((candidate) => Math.abs(candidate.level - level) < 1e-9)?.values;
  return shares.flatMap((share) => {
    const [lower, upper] = [at((1 - share) / 2), at((1 + share) / 2)];
    if (lower === undefined || upper === undefined) return [];
    return [{ share, label: m.chart_interval({ share: Math.round(share * 100) }), lower, upper }];
  });
}

/** The end of the history: three times the horizon shows the rhythm and leaves the forecast room. */
function recent(
  history: readonly number[],
  times: readonly string[],
  horizon: number,
): { history: readonly number[]; times: readonly string[] } {
  const dropped = Math.max(0, history.length - Math.max(24, 3 * horizon));
  return { history: history.slice(dropped), times: times.slice(dropped) };
}

function words(): { truth: string; forecast: string; step: string } {
  return { truth: m.chart_truth(), forecast: m.chart_forecast(), step: m.chart_step() };
}
