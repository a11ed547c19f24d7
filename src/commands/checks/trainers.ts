import { availableParallelism } from 'node:os';
import { defaultParallelTrainers, threadShare } from '../../engine/machine-share.ts';
import { threadsOfPerson } from '../../launchers/launcher.ts';
import type { Check, Finding } from './check.ts';
import { counted } from './counted.ts';

/** How many runs train at once unless the person chooses, and how the cores are divided among them. */
export const trainers: Check = {
  name: 'Trainers',
  async look(): Promise<Finding> {
    const cores = availableParallelism();
    const together = defaultParallelTrainers();
    const alone = counted(threadShare(1), 'thread');
    const shared = counted(threadShare(together), 'thread');
    const division = together === 1 ? alone : `${alone} when alone, ${shared} each when all work`;
    const fixed = threadsOfPerson();
    const detail = `${together} at once on ${counted(cores, 'core')}: ${
      fixed === null ? division : `${counted(fixed, 'thread')} each, as UNROLL_THREADS says`
    }`;
    const facts = { cores, parallelTrainers: together, threadsWhenAllWork: threadShare(together) };
    const given = process.env['UNROLL_THREADS'] ?? '';
    if (fixed !== null || given === '') return { state: 'ok', detail, facts };
    return {
      state: 'warning',
      detail: `${detail}; UNROLL_THREADS is left aside, ${given} is no number of threads`,
      advice: 'Set UNROLL_THREADS to a whole number from 1 to 1024, or leave it unset.',
      facts,
    };
  },
};
