import { numberOf, type Settings } from '../../contract/index.ts';
import type { SchedulePlan } from './schedule.ts';

/** The numbers that step and exponential decay share; lengths in steps. */
export interface Decay {
  readonly lr: number;
  readonly factor: number;
  readonly hold: number;
  readonly period: number;
  readonly floor: number;
}

export function decayOf(settings: Settings, { stepsPerEpoch }: SchedulePlan): Decay {
  const lr = numberOf(settings, 'lr');
  return {
    lr,
    factor: numberOf(settings, 'decay_factor'),
    hold: Math.round(numberOf(settings, 'hold_epochs') * stepsPerEpoch),
    period: Math.max(1, Math.round(numberOf(settings, 'decay_epochs') * stepsPerEpoch)),
    floor: lowestRate(settings),
  };
}

/** `min_lr`, which cannot lift a rate above the one that was asked for. */
export function lowestRate(settings: Settings): number {
  return Math.min(numberOf(settings, 'min_lr'), numberOf(settings, 'lr'));
}
