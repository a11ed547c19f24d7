import {
  type ForecastResult,
  type ForecastSample,
  type Run,
  runColor,
  type Theme,
} from '../../../src/contract/index.ts';
import type { ForecastData } from '../../charts/forecast/data.ts';
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
  return { channel, color, history, truth, forecast, baseline, times, labels };
}

/** A forecast of what comes after the data; the truth is still open. */
export function futureDataOf(
  result: ForecastResult,
  channel: ForecastResult['channels'][number],
  color: string,
): ForecastData {
  const all = [...result.historyTimes, ...result.forecastTimes];
  const { history, times } = recent(channel.history, all, channel.forecast.length);
  return {
    channel: channel.name,
    color,
    history,
    forecast: channel.forecast,
    truth: [],
    baseline: [],
    times,
    labels: { ...words(), baseline: '' },
  };
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
