import { readFileSync } from 'node:fs';

/**
 * Tells a process from a later one with the same number: number and start time.
 * @returns null where the process is gone or the system does not tell
 */
export function processIdentity(pid: number): string | null {
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

/** Kills the very process that was identified; one that only took over its number is spared. */
export function killIdentified(identity: string): boolean {
  const pid = Number(identity.split(':')[0]);
  if (processIdentity(pid) !== identity) return false;
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
