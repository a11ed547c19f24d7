import type { ForecasterErrors } from '../contract/index.ts';

/** How the network fares against one naive forecast, with the confidence interval. */
export function backtestSentence(
  { label }: { readonly label: string },
  { mean, metric, difference }: ForecasterErrors,
): string {
  if (difference === null) return '';
  const { mean: gain, interval } = difference;
  const percent = (value: number) => `${digits((100 * value) / mean)} %`;
  const side = gain >= 0 ? 'below' : 'above';
  const lead = `${metric} is ${percent(Math.abs(gain))} ${side} that of ${label}`;
  if (interval === null) return `${lead}; too few forecasts for a confidence interval.`;
  const [low, high] = interval;
  const sure = low > 0 || high < 0;
  const range = `95 % interval of the gain ${percent(low)} to ${percent(high)}`;
  return `${lead} (${range}${sure ? '' : ': may be chance'}).`;
}

function digits(value: number): string {
  return Number(value.toPrecision(3)).toString();
}
