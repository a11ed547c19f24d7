import { numberOf } from '../../contract/index.ts';
import { lowestRate } from './decay.ts';
import { scheduleLength } from './length.ts';
import { fixedSchedule, type ScheduleDefinition } from './schedule.ts';

/**
 * floor + (lr - floor) (1 + cos(pi progress)) / 2 (Loshchilov & Hutter, arXiv 1608.03983, without
 * restarts). Progress counts from the end of warm-up and hold to the end of the schedule.
 */
export const cosine: ScheduleDefinition = {
  id: 'cosine',
  label: 'Cosine',
  create(settings, plan) {
    const lr = numberOf(settings, 'lr');
    const floor = lowestRate(settings);
    const hold = Math.round(numberOf(settings, 'hold_epochs') * plan.stepsPerEpoch);
    const start = numberOf(settings, 'warmup_steps') + hold;
    const length = Math.max(1, scheduleLength(settings, plan) - start);
    return fixedSchedule((at) => {
      const progress = Math.min(1, Math.max(0, at - start) / length);
      return floor + ((lr - floor) * (1 + Math.cos(Math.PI * progress))) / 2;
    });
  },
};
