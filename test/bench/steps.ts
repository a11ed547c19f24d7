/**
 * Where the time of a whole training step goes: operations that TensorFlow executes, how often and
 * how long, reads back to JavaScript, and what is left for JavaScript itself.
 * `npm run bench -- steps small fp32` looks at one of the bench's steps.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { loadBackend, nativeBackend } from '../../src/backend/tensorflow.ts';
import { benchRows } from '../../src/bench/rows.ts';
import { prepareSession } from '../../src/bench/worker/session-work.ts';

const name = process.argv.slice(3).join(' ') || 'small fp32';
const repetitions = 20;

interface Share {
  calls: number;
  milliseconds: number;
}

type Addon = Readonly<Record<string, (...args: unknown[]) => unknown>>;

/** A function of the TensorFlow addon whose calls are counted and timed. */
function watched(addon: Addon, method: string, shares: Map<string, Share>): PropertyDescriptor {
  const original = addon[method]!;
  const value = (...args: unknown[]) => {
    const begin = performance.now();
    const result = original.apply(addon, args);
    const label = method === 'executeOp' ? String(args[0]) : method;
    const share = shares.get(label) ?? { calls: 0, milliseconds: 0 };
    share.calls += 1;
    share.milliseconds += performance.now() - begin;
    shares.set(label, share);
    return result;
  };
  return { value };
}

await loadBackend();
const native = nativeBackend();
const work = benchRows(1).find((row) => row.name === name)?.work;
if (native === null || work === undefined || work.kind === 'layer') {
  throw new Error(`no whole step ${name}, or no native TensorFlow`);
}
const folder = mkdtempSync(join(tmpdir(), 'unroll-steps-'));
try {
  const prepared = await prepareSession(work, folder);
  for (let i = 0; i < 5; i++) prepared.step();
  const plain = timed(() => prepared.step());
  const shares = new Map<string, Share>();
  const backend = native as unknown as { binding: Addon };
  const methods = ['executeOp', 'createTensor', 'deleteTensor', 'tensorDataSync'];
  // The addon's own object is frozen.
  backend.binding = Object.create(
    backend.binding,
    Object.fromEntries(methods.map((one) => [one, watched(backend.binding, one, shares)])),
  ) as Addon;
  report(
    plain,
    timed(() => prepared.step()),
    shares,
  );
  prepared.dispose();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Milliseconds of one call on average. */
function timed(step: () => unknown): number {
  const begin = performance.now();
  for (let i = 0; i < repetitions; i++) step();
  return (performance.now() - begin) / repetitions;
}

function report(plain: number, whileWatched: number, shares: ReadonlyMap<string, Share>): void {
  const rows = [...shares].sort(([, a], [, b]) => b.milliseconds - a.milliseconds);
  const inside = rows.reduce((sum, [, share]) => sum + share.milliseconds, 0) / repetitions;
  console.log(`${name}: ${plain.toFixed(2)} ms a step, ${whileWatched.toFixed(2)} while watched`);
  for (const [label, { calls, milliseconds }] of rows) {
    const each = (calls / repetitions).toFixed(1).padStart(7);
    console.log(`${each} x  ${(milliseconds / repetitions).toFixed(3).padStart(8)} ms  ${label}`);
  }
  console.log(`JavaScript: ${(whileWatched - inside).toFixed(2)} ms`);
}
