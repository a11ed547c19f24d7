import { type BacktestOptions, type BacktestResult, UnrollError } from '../../../contract/index.ts';
import type { Patience } from '../../task.ts';
import type { NaiveForecaster } from '../baselines.ts';
import type { NaiveIntervals } from '../naive-intervals.ts';
import type { ForecastOutput } from '../outputs/index.ts';
import type { ForecastingPlan } from '../plan.ts';
import { memberAt } from '../series.ts';
import { isoTime } from '../times.ts';
import { eachTruth } from '../truths.ts';
import { BacktestErrors } from './backtest-errors.ts';

/** The forecasters of a session, as a backtest needs them. */
export interface Contestants {
  readonly output: ForecastOutput;
  /** @returns (windows, horizon, channels, parameters), as the output finished them */
  predict(origins: Int32Array): Float32Array;
  /** Null where the network gives single numbers. */
  intervalsOf(forecaster: NaiveForecaster): NaiveIntervals | null;
}

/** Windows forecast before messages are let in again. */
const windowsAtOnce = 256;

/**
 * Forecasts again and again from later and later rows, always with what was known then, and compares
 * the network with every naive forecast by step ahead, by window and by stretch of time. The network
 * is not trained again in between.
 * @returns null when patience says stop
 * @throws UnrollError `no-windows` when the part holds none
 */
export async function backtest(
  plan: ForecastingPlan,
  contestants: Contestants,
  options: BacktestOptions,
  patience: Patience,
): Promise<BacktestResult | null> {
  const split = options.split ?? (plan.origins.test.length > 0 ? 'test' : 'val');
  const origins = inOrderOfTime(
    plan,
    plan.origins[split].filter((_, index) => index % options.step === 0),
  );
  if (origins.length === 0) throw noWindows(split);
  const folds = foldBounds(origins.length, options.folds);
  // Windows of several series at one time miss by similar amounts as well.
  const atOnce = plan.series.members.length;
  const lag = Math.ceil(plan.layout.horizon / options.step) * atOnce - 1;
  const network = await networkErrors(plan, contestants, origins, patience);
  if (network === null) return null;
  const forecasters = [
    {
      name: 'network',
      label: 'network',
      errors: network.map((errors) => errors.summary(folds, null, lag)),
    },
  ];
  for (const forecaster of plan.naive) {
    if (await patience.pause(0.5 + 0.5 * (forecasters.length / (plan.naive.length + 1))))
      return null;
    const errors = naiveErrors(plan, forecaster, contestants.intervalsOf(forecaster), origins);
    const { name, label } = forecaster;
    const summaries = errors.map((own, index) => own.summary(folds, network[index]!, lag));
    forecasters.push({ name, label, errors: summaries });
  }
  return { ...places(plan, origins, folds), split, step: options.step, forecasters };
}

/** So that folds are stretches of time for several series too. */
function inOrderOfTime({ series, times }: ForecastingPlan, origins: Int32Array): Int32Array {
  if (series.members.length === 1) return origins;
  const moment = (origin: number) =>
    times?.[origin] ?? origin - series.members[memberAt(series, origin)]!.start;
  return origins.sort((a, b) => moment(a) - moment(b) || a - b);
}

/** The metrics of a backtest, the one that a run is judged by first. */
function emptyErrors(plan: ForecastingPlan, windows: number, scored: boolean): BacktestErrors[] {
  const metrics = scored ? ['crps', 'mse', 'mae'] : ['mse', 'mae'];
  return metrics.map((metric) => new BacktestErrors(metric, plan.layout.horizon, windows));
}

async function networkErrors(
  plan: ForecastingPlan,
  { output, predict }: Contestants,
  origins: Int32Array,
  patience: Patience,
): Promise<BacktestErrors[] | null> {
  const { distribution, parameters } = output;
  const errors = emptyErrors(plan, origins.length, distribution !== null);
  const channels = plan.series.channels.length;
  const atOnce = Math.max(1, Math.floor(windowsAtOnce / Math.sqrt(channels)));
  for (let from = 0; from < origins.length; from += atOnce) {
    if (await patience.pause((0.5 * from) / origins.length)) return null;
    const some = origins.subarray(from, from + atOnce);
    const numbers = predict(some);
    eachTruth(plan, some, ({ window, step, value }, truth) => {
      const at = value * parameters;
      const error = output.point(numbers, at) - truth;
      const score = distribution === null ? [] : [distribution.crps(numbers, at, truth)];
      addAll(errors, step, from + window, [...score, error * error, Math.abs(error)]);
    });
  }
  return errors;
}

function naiveErrors(
  plan: ForecastingPlan,
  forecaster: NaiveForecaster,
  intervals: NaiveIntervals | null,
  origins: Int32Array,
): BacktestErrors[] {
  const errors = emptyErrors(plan, origins.length, intervals !== null);
  const quantiles = new Float64Array(intervals?.grid.count ?? 0);
  eachTruth(plan, origins, ({ origin, window, step, channel, slot }, truth) => {
    const forecast = forecaster.forecast(plan.series, origin, channel, step);
    const error = forecast - truth;
    intervals?.quantiles(slot, step, forecast, quantiles);
    const score = intervals === null ? [] : [intervals.grid.crps(quantiles, 0, truth)];
    addAll(errors, step, window, [...score, error * error, Math.abs(error)]);
  });
  return errors;
}

function addAll(
  errors: readonly BacktestErrors[],
  step: number,
  window: number,
  values: readonly number[],
): void {
  for (const [index, value] of values.entries()) errors[index]!.add(step, window, value);
}

/** First window of each fold, then the number of windows: as even as whole windows allow. */
function foldBounds(windows: number, folds: number): number[] {
  const count = Math.min(folds, windows);
  return Array.from({ length: count + 1 }, (_, fold) => Math.round((fold * windows) / count));
}

function places(
  { series, times, layout }: ForecastingPlan,
  origins: Int32Array,
  bounds: readonly number[],
): Pick<BacktestResult, 'origins' | 'folds' | 'horizon'> {
  const named = Array.from(origins, (origin) => {
    const { id, start } = series.members[memberAt(series, origin)]!;
    const time = times === null ? '' : isoTime(times[origin]!);
    return { row: origin - start, time, ...(id === null ? {} : { series: id }) };
  });
  const nameOf = (window: number) => named[window]!.time || String(named[window]!.row);
  const folds = bounds.slice(1).map((end, fold) => ({
    windows: end - bounds[fold]!,
    from: nameOf(bounds[fold]!),
    to: nameOf(end - 1),
  }));
  return { origins: named, folds, horizon: layout.horizon };
}

function noWindows(split: 'val' | 'test'): UnrollError {
  const part = split === 'test' ? 'test' : 'validation';
  return new UnrollError({
    code: 'no-windows',
    message: `The ${part} part of this run holds no whole window.`,
    where: 'split',
    hint: split === 'test' ? 'Take the validation part with --split val.' : 'Train with more rows.',
  });
}
