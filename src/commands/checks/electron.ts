import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Check, Finding } from './check.ts';

const run = promisify(execFile);
const advice = 'Run "npm run setup" in the folder of Unroll; the command line works without it.';

/** The window's runtime, as the set-up of this checkout sees it, or as this process is one itself. */
export const electron: Check = {
  name: 'Electron',
  async look({ root }): Promise<Finding> {
    const own = process.versions['electron'];
    if (own !== undefined) return ok(own, 'the packaged runtime');
    const finder = join(root, 'build/setup/runtime.mjs');
    if (!existsSync(finder)) return missing('no window runtime belongs to this installation');
    try {
      const { stdout } = await run(process.execPath, [finder], { timeout: 20_000 });
      const runtime: unknown = JSON.parse(stdout);
      if (!isRuntime(runtime)) return missing('the window runtime is not installed');
      if (runtime.sqliteBinding === null) {
        return missing(`${runtime.version}, but SQLite lacks its binding for it`);
      }
      return ok(runtime.version, runtime.executable);
    } catch (error) {
      return missing(`could not be looked for: ${error instanceof Error ? error.message : error}`);
    }
  },
};

interface Runtime {
  readonly version: string;
  readonly executable: string;
  readonly sqliteBinding: string | null;
}

function isRuntime(value: unknown): value is Runtime {
  return typeof value === 'object' && value !== null && 'version' in value && 'executable' in value;
}

function ok(version: string, where: string): Finding {
  return { state: 'ok', detail: `${version} (${where})`, facts: { electron: version } };
}

function missing(detail: string): Finding {
  return { state: 'warning', detail, advice, facts: { electron: null } };
}
