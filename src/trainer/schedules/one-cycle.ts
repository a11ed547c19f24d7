import { numberOf } from '../../contract/index.ts';
import { scheduleLength } from './length.ts';
import { fixedSchedule, type ScheduleDefinition } from './schedule.ts';

/**
 * Half a cosine up from lr / start divisor to lr, then half a cosine down to the start divided by
 * the end divisor (Smith & Topin, arXiv 1708.07120; phases as PyTorch's OneCycleLR counts them).
 */
export const oneCycle: ScheduleDefinition = {
  id: 'one-cycle',
  label: 'One cycle',
  create(settings, plan) {
    const peak = numberOf(settings, 'lr');
    const start = peak / numberOf(settings, 'one_cycle_start_divisor');
    const end = start / numberOf(settings, 'one_cycle_end_divisor');
    const length = scheduleLength(settings, plan);
    const last = length - 1;
    const top = numberOf(settings, 'one_cycle_rise') * length - 1;
    return fixedSchedule((at) => {
      if (at >= last) return end;
      if (at <= top) return anneal(start, peak, at / top);
      // A run shorter than its rise has no rise: it starts at the top.
      const from = Math.max(0, top);
      return anneal(peak, end, (at - from) / (last - from));
    });
  },
};

/** Half a cosine from one value to another; share from 0 to 1. */
function anneal(from: number, to: number, share: number): number {
  return to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2;
}
