import { decayOf } from './decay.ts';
import { fixedSchedule, type ScheduleDefinition } from './schedule.ts';

/** lr * factor^((step - hold) / period): PyTorch's ExponentialLR with gamma = factor^(1 / period). */
export const exponential: ScheduleDefinition = {
  id: 'exponential',
  label: 'Exponential',
  create(settings, plan) {
    const { lr, factor, hold, period, floor } = decayOf(settings, plan);
    return fixedSchedule((at) => Math.max(floor, lr * factor ** (Math.max(0, at - hold) / period)));
  },
};
