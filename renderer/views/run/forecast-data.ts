import type { ForecastResult, ForecastSample } from '../../../src/contract/index.ts';
import type { ForecastData } from '../../charts/forecast/data.ts';
import { m } from '../../paraglide/messages.js';

/** A sample of a past window, where the truth is known, as a chart. */
export function forecastDataOf(sample: ForecastSample, color: string): ForecastData {
  const { channel, history, truth, forecast, baseline, times } = sample;
  const labels = { ...words(), baseline: sample.baselineLabel };
  return { channel, color, history, truth, forecast, baseline, times, labels };
}

/** A forecast of what comes after the data; the truth is still open. */
export function futureDataOf(
  result: ForecastResult,
  channel: ForecastResult['channels'][number],
  color: string,
): ForecastData {
  return {
    channel: channel.name,
    color,
    history: channel.history,
    forecast: channel.forecast,
    truth: [],
    baseline: [],
    times: [...result.historyTimes, ...result.forecastTimes],
    labels: { ...words(), baseline: '' },
  };
}

function words(): { truth: string; forecast: string; step: string } {
  return { truth: m.chart_truth(), forecast: m.chart_forecast(), step: m.chart_step() };
}
