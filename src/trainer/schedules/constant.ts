import { numberOf } from '../../contract/index.ts';
import { fixedSchedule, type ScheduleDefinition } from './schedule.ts';

export const constant: ScheduleDefinition = {
  id: 'constant',
  label: 'Constant',
  create(settings) {
    const lr = numberOf(settings, 'lr');
    return fixedSchedule(() => lr);
  },
};
