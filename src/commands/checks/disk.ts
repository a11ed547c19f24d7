import { existsSync, mkdtempSync, rmdirSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bytes } from '../terminal/figures.ts';
import type { Check, Finding } from './check.ts';

const enough = 2e9;
const least = 2e8;

/** Room for data copies and checkpoints in the home folder, and the right to write there. */
export const disk: Check = {
  name: 'Disk',
  async look(_surroundings, home): Promise<Finding> {
    const folder = existing(home);
    const facts = await statfs(folder);
    const free = facts.bavail * facts.bsize;
    const found = { home, diskFreeBytes: free };
    if (!isWritable(folder)) {
      return {
        state: 'failing',
        detail: `${folder} cannot be written`,
        advice: 'Choose another folder with --home or UNROLL_HOME.',
        facts: found,
      };
    }
    const detail = `${bytes(free)} free for ${home}`;
    if (free >= enough) return { state: 'ok', detail, facts: found };
    const advice = 'Free some space, or choose another folder with --home or UNROLL_HOME.';
    return { state: free < least ? 'failing' : 'warning', detail, advice, facts: found };
  },
};

/** The nearest folder above that exists: the home folder is made at its first use. */
function existing(folder: string): string {
  let nearest = folder;
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  return nearest;
}

/** By writing: what the rights say does not hold for every file system and user. */
function isWritable(folder: string): boolean {
  try {
    rmdirSync(mkdtempSync(join(folder, '.unroll-')));
    return true;
  } catch {
    return false;
  }
}
