/**
 * Measures how fast the engine learns what becomes of a trainer process: after a kill (the bound is
 * 2 s), a pause and a cancellation (1 s). `node test/bench/run.mjs trainers` prints one line for each.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Run, RunState } from '../../src/contract/index.ts';
import { residentMemory } from '../../src/engine/process-facts.ts';
import { ForkLauncher } from '../../src/launchers/fork.ts';
import type { Launcher } from '../../src/launchers/launcher.ts';
import { Workbench } from '../../src/workbench.ts';

const root = process.cwd();
const home = mkdtempSync(join(tmpdir(), 'unroll-bench-'));
const real = new ForkLauncher(resolve(root, 'out/main/trainer.js'));
let pid = 0;
const launcher: Launcher = {
  launch(job, listener) {
    const handle = real.launch(job, listener);
    pid = handle.pid ?? 0;
    return handle;
  },
};
const workbench = Workbench.open({ home, launcher, version: 'bench' });
try {
  const path = join(home, 'data.txt');
  writeFileSync(path, 'The quick brown fox jumps over the lazy dog.\n'.repeat(400));
  const { dataset } = await workbench.handlers['datasets.import']({ path });
  const started = await start(dataset.id);
  print('memory of a small trainer', (residentMemory(pid) ?? 0) / 1e6, 'MB');
  await measure(started, 'killed, then interrupted', 'interrupted', () => {
    process.kill(pid, 'SIGKILL');
  });
  await measure(await start(dataset.id), 'asked to pause, then paused', 'paused', (id) =>
    workbench.handlers['runs.pause']({ id }),
  );
  await measure(await start(dataset.id), 'asked to cancel, then cancelled', 'cancelled', (id) =>
    workbench.handlers['runs.cancel']({ id }),
  );
} finally {
  await workbench.close();
  rmSync(home, { recursive: true, force: true });
}

/** A run that has made a few steps and would go on for long. */
async function start(datasetId: number): Promise<Run> {
  const settings = { hidden_size: 32, num_layers: 1, max_epochs: 1000, patience: 1000 };
  const run = await workbench.handlers['runs.create']({
    datasetId,
    task: 'language-model',
    settings,
  });
  return reach(run.id, (now) => now.step >= 20);
}

async function measure(
  { id }: Run,
  what: string,
  state: RunState,
  act: (id: number) => unknown,
): Promise<void> {
  const begin = performance.now();
  await act(id);
  await reach(id, (run) => run.state === state);
  print(what, performance.now() - begin, 'ms');
}

async function reach(id: number, holds: (run: Run) => boolean): Promise<Run> {
  for (;;) {
    const run = await workbench.handlers['runs.get']({ id });
    if (holds(run)) return run;
    if (run.state === 'failed') throw new Error(run.problem?.message);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function print(what: string, figure: number, unit: string): void {
  process.stdout.write(`${what}: ${figure.toFixed(0)} ${unit}\n`);
}
