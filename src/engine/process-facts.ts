import { readFileSync, statSync } from 'node:fs';

/**
 * Tells a process from a later one with the same number: number and start time.
 * @returns null where the process is gone or the system does not tell
 */
function processIdentity(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field, a file name in brackets, may itself hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, startTicks] = [fields[0], fields[19]];
    return state === 'Z' || startTicks === undefined ? null : `${pid}:${startTicks}`;
  } catch {
    return null;
  }
}

/**
 * What is kept of a trainer, so that it can be ended if it outlives its engine: the process and the
 * home folder that it writes into. A folder that is moved stays the same, a copy is another one.
 * @returns null where the system does not tell
 */
export function trainerMark(pid: number, home: string): string | null {
  const identity = processIdentity(pid);
  return identity === null ? null : `${identity}@${folderIdentity(home)}`;
}

function folderIdentity(folder: string): string {
  const { dev, ino } = statSync(folder, { bigint: true });
  return `${dev}:${ino}`;
}

/**
 * Kills the very process that was marked. One that only took over its number is spared, and so is
 * one that trains in another folder: the mark came with a copy, and the original is still at work.
 */
export function killTrainer(mark: string, home: string): boolean {
  const pid = Number(mark.split(':')[0]);
  if (trainerMark(pid, home) !== mark) return false;
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

/** Resident memory in bytes, or null where the system does not tell. */
export function residentMemory(pid: number): number | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}
