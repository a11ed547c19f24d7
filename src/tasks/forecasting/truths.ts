import type { ForecastingPlan } from './plan.ts';
import { slotOf } from './series.ts';

/** One value of one window. */
export interface Place {
  /** First row forecast. */
  readonly origin: number;
  /** Number of the window among those visited. */
  readonly window: number;
  /** 0 for the origin itself. */
  readonly step: number;
  readonly channel: number;
  /** Channel of its series, as the scaler counts them. */
  readonly slot: number;
  /** Place in (windows, horizon, channels). */
  readonly value: number;
}

/** Calls back for every value of every window whose truth is known. @param visit truth is scaled */
export function eachTruth(
  { series, layout }: Pick<ForecastingPlan, 'series' | 'layout'>,
  origins: ArrayLike<number>,
  visit: (place: Place, truth: number) => void,
): void {
  const channels = series.channels.length;
  for (let window = 0; window < origins.length; window++) {
    const origin = origins[window]!;
    const first = slotOf(series, origin, 0);
    for (let step = 0; step < layout.horizon; step++) {
      for (let channel = 0; channel < channels; channel++) {
        const at = (origin + step) * channels + channel;
        if (series.missing?.[at]) continue;
        const value = (window * layout.horizon + step) * channels + channel;
        const slot = first + channel;
        visit({ origin, window, step, channel, slot, value }, series.values[at]!);
      }
    }
  }
}
