import { availableParallelism, totalmem } from 'node:os';

/** Memory that a trainer should find, in bytes. */
const trainerMemory = 1.5 * 1024 ** 3;

/** Half the cores, because one trainer keeps several busy; fewer where memory is short. */
export function defaultParallelTrainers(): number {
  const byCores = Math.floor(availableParallelism() / 2);
  const byMemory = Math.floor(totalmem() / trainerMemory);
  return Math.max(1, Math.min(byCores, byMemory));
}

/**
 * Threads for each of several trainers that work side by side: trainers that each take every core
 * spend their time waiting for one another.
 * @param together trainers at work, the new one included
 * @returns at least 1
 */
export function threadShare(together: number, cores = availableParallelism()): number {
  return Math.max(1, Math.floor(cores / Math.max(1, together)));
}
