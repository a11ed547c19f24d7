import { numberOf } from '../../contract/index.ts';
import { scheduleLength } from './length.ts';
import { fixedSchedule, type ScheduleDefinition } from './schedule.ts';

/**
 * Up in a straight line over a short part of the run, down over the rest (Howard & Ruder, ULMFiT,
 * arXiv 1801.06146, equation 3): with T steps, cut = floor(T * rise) and p = t / cut on the way up,
 * 1 - (t - cut) / (cut (1 / rise - 1)) on the way down, lr * (1 + p (ratio - 1)) / ratio.
 */
export const slantedTriangular: ScheduleDefinition = {
  id: 'slanted-triangular',
  label: 'Slanted triangular',
  create(settings, plan) {
    const lr = numberOf(settings, 'lr');
    const rise = numberOf(settings, 'slant_rise');
    const ratio = numberOf(settings, 'slant_ratio');
    const length = scheduleLength(settings, plan);
    // A run too short for a rise starts at the top.
    const cut = Math.floor(length * rise);
    const fall = cut > 0 ? cut * (1 / rise - 1) : length;
    return fixedSchedule((at) => {
      const share = at < cut ? at / cut : Math.max(0, 1 - (at - cut) / fall);
      return (lr * (1 + share * (ratio - 1))) / ratio;
    });
  },
};
