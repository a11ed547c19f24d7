import type { ForecastResult, ForecastSample } from '../../contract/index.ts';
import type { NaiveForecaster } from './baselines.ts';
import type { ForecastValues } from './forecast-values.ts';
import type { ForecastingPlan } from './plan.ts';
import { toOriginal } from './series.ts';
import { continueTimes, isoTime } from './times.ts';
import { spread } from './windows.ts';

/** Validation windows shown beside the truth at every evaluation: always the same ones. */
export function sampleOrigins(plan: ForecastingPlan): number[] {
  return spread(plan.origins.val, 2);
}

/** Up to three columns, from the first to the last. */
function sampleChannels(channels: number): number[] {
  return [...new Set([0, Math.floor((channels - 1) / 2), channels - 1])];
}

/**
 * @param forecasts one window for each origin
 * @param naive forecaster drawn beside the network
 */
export function forecastSamples(
  plan: ForecastingPlan,
  origins: readonly number[],
  forecasts: ForecastValues,
  naive: NaiveForecaster,
  step: number,
): ForecastSample[] {
  const { series, layout } = plan;
  const channels = series.channels.length;
  const ahead = Array.from({ length: layout.horizon }, (_, index) => index);
  return origins.flatMap((origin, window) =>
    sampleChannels(channels).map((channel) => ({
      kind: 'forecast' as const,
      step,
      channel: series.channels[channel]!,
      history: originalRows(plan, channel, origin - layout.input, origin),
      truth: originalRows(plan, channel, origin, origin + layout.horizon),
      ...forecasts.of(window, channel),
      baseline: ahead.map((index) =>
        toOriginal(series, channel, naive.forecast(series, origin, channel, index)),
      ),
      baselineLabel: naive.label,
      times: rowTimes(plan, origin - layout.input, origin + layout.horizon),
    })),
  );
}

/** @param forecasts one window, from the row after the last one */
export function forecastResult(plan: ForecastingPlan, forecasts: ForecastValues): ForecastResult {
  const { series, layout, times } = plan;
  const first = series.rows - layout.input;
  return {
    channels: series.channels.map((name, channel) => ({
      name,
      history: originalRows(plan, channel, first, series.rows),
      ...forecasts.of(0, channel),
      historyTimes: rowTimes(plan, first, series.rows),
      forecastTimes: times === null ? [] : continueTimes(times, layout.horizon).map(isoTime),
    })),
  };
}

function originalRows(
  { series }: ForecastingPlan,
  channel: number,
  start: number,
  end: number,
): number[] {
  const width = series.channels.length;
  return Array.from({ length: end - start }, (_, index) =>
    toOriginal(series, channel, series.values[(start + index) * width + channel]!),
  );
}

function rowTimes({ times }: ForecastingPlan, start: number, end: number): string[] {
  return times === null ? [] : [...times.subarray(start, end)].map(isoTime);
}
