import {
  type ForecastChannel,
  type ForecastResult,
  type ForecastSample,
  UnrollError,
} from '../../contract/index.ts';
import type { NaiveForecaster } from './baselines.ts';
import type { ForecastValues } from './forecast-values.ts';
import type { ForecastingPlan } from './plan.ts';
import { type Member, memberAt, toOriginal } from './series.ts';
import { continueTimes, isoTime } from './times.ts';
import { spread } from './windows.ts';

/** Validation windows shown beside the truth at every evaluation: always the same ones. */
export function sampleOrigins(plan: ForecastingPlan): number[] {
  return spread(plan.origins.val, Math.max(2, Math.min(4, plan.series.members.length)));
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
  return origins.flatMap((origin, window) => {
    const member = memberAt(series, origin);
    const { id } = series.members[member]!;
    return sampleChannels(channels).map((channel) => {
      const slot = member * channels + channel;
      return {
        kind: 'forecast' as const,
        step,
        channel: channelName(series.channels[channel]!, id, channels),
        history: originalRows(plan, slot, origin - layout.input, origin),
        truth: originalRows(plan, slot, origin, origin + layout.horizon),
        ...forecasts.of(window, slot),
        baseline: ahead.map((index) =>
          toOriginal(series, slot, naive.forecast(series, origin, channel, index)),
        ),
        baselineLabel: naive.label,
        times: rowTimes(plan, origin - layout.input, origin + layout.horizon),
      };
    });
  });
}

/** `store 3`, or `store 3 · sales` where there are several columns. */
function channelName(column: string, id: string | null, channels: number): string {
  if (id === null) return column;
  return channels === 1 ? id : `${id} · ${column}`;
}

/** @param forecasts one window for each series, from the row after its last one */
export function forecastResult(plan: ForecastingPlan, forecasts: ForecastValues): ForecastResult {
  const { series, layout, times } = plan;
  const width = series.channels.length;
  const channels = series.members.flatMap((member, window): ForecastChannel[] => {
    const { id, start, end } = member;
    const first = Math.max(start, end - layout.input);
    return series.channels.map((name, channel) => {
      const slot = window * width + channel;
      return {
        name,
        ...(id === null ? {} : { series: id }),
        history: originalRows(plan, slot, first, end),
        ...forecasts.of(window, slot),
        historyTimes: rowTimes(plan, first, end),
        forecastTimes: times === null ? [] : timesAhead(times, member, layout.horizon),
      };
    });
  });
  return { channels };
}

/** As the file says them, then at the usual distance. */
function timesAhead(times: Float64Array, { start, end, stop }: Member, horizon: number): string[] {
  const told = [...times.subarray(end, Math.min(stop, end + horizon))];
  const all = Float64Array.from([...times.subarray(start, end), ...told]);
  return [...told, ...continueTimes(all, horizon - told.length)].map(isoTime);
}

/** @throws UnrollError when a forecast would need values that the file does not have */
export function checkKnownAhead({ knownAhead, layout, series }: ForecastingPlan): void {
  const short = knownAhead.findIndex((rows) => rows < layout.horizon);
  if (short < 0) return;
  const id = series.members[short]?.id ?? null;
  throw new UnrollError({
    code: 'future-unknown',
    message: `A forecast of ${layout.horizon} rows needs the known_columns of these rows, but the file has ${knownAhead[short]} rows after the last value${id === null ? '' : ` of ${id}`}.`,
    where: 'known_columns',
    hint: 'Add rows with the known columns filled in and the columns to forecast left empty, and train on that file.',
  });
}

function originalRows(
  { series }: ForecastingPlan,
  slot: number,
  start: number,
  end: number,
): number[] {
  const width = series.channels.length;
  return Array.from({ length: end - start }, (_, index) =>
    toOriginal(series, slot, series.values[(start + index) * width + (slot % width)]!),
  );
}

function rowTimes({ times }: ForecastingPlan, start: number, end: number): string[] {
  return times === null ? [] : [...times.subarray(start, end)].map(isoTime);
}
