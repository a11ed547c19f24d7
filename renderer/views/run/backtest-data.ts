import type { BacktestResult, ForecasterErrors } from '../../../src/contract/index.ts';
import type { LinesData } from '../../charts/lines/index.ts';
import { baselineLabel, metricWords } from '../../charts/words.ts';
import { formatShare } from '../../format.ts';
import { m } from '../../paraglide/messages.js';

type Forecaster = BacktestResult['forecasters'][number];

/** The metrics that were measured, the one that a run is judged by first. */
export function backtestMetrics(result: BacktestResult): string[] {
  return result.forecasters[0]?.errors.map(({ metric }) => metric) ?? [];
}

export function errorsOf({ errors }: Forecaster, metric: string): ForecasterErrors {
  return errors.find((candidate) => candidate.metric === metric) ?? errors[0]!;
}

/** The network's name is that of its run. */
export function forecasterLabel(forecaster: Forecaster, run: string): string {
  return forecaster.name === 'network' ? run : baselineLabel(forecaster);
}

/** Error over the steps ahead, of the network and every naive forecast. */
export function byStepData(
  result: BacktestResult,
  metric: string,
  run: string,
  color: string,
): LinesData {
  return {
    xLabel: m.run_backtest_ahead(),
    xs: Array.from({ length: result.horizon }, (_, step) => step + 1),
    isTime: false,
    lines: naiveFirst(result.forecasters).map((forecaster) => ({
      label: forecasterLabel(forecaster, run),
      color: forecaster.name === 'network' ? color : null,
      values: errorsOf(forecaster, metric).bySteps.map(numberOf),
    })),
  };
}

/** Error over the time at which a forecast was made, beside the strongest naive forecast. */
export function byOriginData(
  result: BacktestResult,
  metric: string,
  run: string,
  color: string,
): LinesData {
  const isTime = result.origins.every(({ time }) => time !== '');
  const strongest = strongestNaive(result, metric);
  const shown = result.forecasters.filter(
    (forecaster) => forecaster.name === 'network' || forecaster === strongest,
  );
  const places = result.origins.map(({ row, time }) => (isTime ? Date.parse(time) : row));
  const xs = places.filter((place, index) => place !== places[index - 1]);
  return {
    xLabel: isTime ? m.run_backtest_origin() : m.run_backtest_origin_row(),
    xs,
    isTime,
    lines: naiveFirst(shown).map((forecaster) => ({
      label: forecasterLabel(forecaster, run),
      color: forecaster.name === 'network' ? color : null,
      values: meansAt(places, errorsOf(forecaster, metric).byOrigins),
    })),
  };
}

/** Mean over the windows of one moment: several series have several. @param places ascending */
function meansAt(places: readonly number[], values: readonly (number | null)[]): number[] {
  const sums: { place: number; sum: number; count: number }[] = [];
  for (const [index, place] of places.entries()) {
    if (place !== places[index - 1]) sums.push({ place, sum: 0, count: 0 });
    const value = values[index] ?? null;
    if (value === null) continue;
    sums[sums.length - 1]!.sum += value;
    sums[sums.length - 1]!.count += 1;
  }
  return sums.map(({ sum, count }) => sum / count);
}

/** How the network fares against the strongest naive forecast, with the confidence interval. */
export function backtestVerdict(result: BacktestResult, metric: string): string | null {
  const strongest = strongestNaive(result, metric);
  if (strongest === undefined) return null;
  const { mean, difference } = errorsOf(strongest, metric);
  if (difference === null || mean === 0) return null;
  const share = (value: number) => formatShare(value / mean);
  const words = {
    metric: metricWords(metric).label,
    baseline: baselineLabel(strongest),
    share: share(Math.abs(difference.mean)),
  };
  const lead = difference.mean >= 0 ? m.run_backtest_below(words) : m.run_backtest_above(words);
  if (difference.interval === null) return `${lead} ${m.run_backtest_too_few()}`;
  const [low, high] = difference.interval;
  const range = { low: share(low), high: share(high) };
  const sure = low > 0 || high < 0;
  return `${lead} ${sure ? m.run_backtest_interval(range) : m.run_backtest_chance(range)}`;
}

function strongestNaive({ forecasters }: BacktestResult, metric: string): Forecaster | undefined {
  const naive = forecasters.filter(({ name }) => name !== 'network');
  const mean = (forecaster: Forecaster) => errorsOf(forecaster, metric).mean;
  return [...naive].sort((a, b) => mean(a) - mean(b))[0];
}

/** So that the network is drawn over the others. */
function naiveFirst(forecasters: readonly Forecaster[]): Forecaster[] {
  const isNetwork = ({ name }: Forecaster) => Number(name === 'network');
  return [...forecasters].sort((a, b) => isNetwork(a) - isNetwork(b));
}

const numberOf = (value: number | null): number => value ?? Number.NaN;
