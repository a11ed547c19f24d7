import { decayOf } from './decay.ts';
import { fixedSchedule, type ScheduleDefinition } from './schedule.ts';

/** lr * factor^floor((step - hold) / period), as PyTorch's StepLR. */
export const step: ScheduleDefinition = {
  id: 'step',
  label: 'Step',
  create(settings, plan) {
    const { lr, factor, hold, period, floor } = decayOf(settings, plan);
    return fixedSchedule((at) => {
      const drops = Math.floor(Math.max(0, at - hold) / period);
      return Math.max(floor, lr * factor ** drops);
    });
  },
};
