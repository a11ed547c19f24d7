/**
 * Where the time of a whole training step goes, or of a layer forwards and back: operations that
 * TensorFlow executes, how often and how long, reads back to JavaScript, and what is left for
 * JavaScript itself. `npm run bench -- steps small fp32` looks at one of the bench's rows.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { loadBackend, nativeBackend } from '../../src/backend/tensorflow.ts';
import { benchRows } from '../../src/bench/rows.ts';
import { prepareLayer } from '../../src/bench/worker/layer-work.ts';
import { prepareSession } from '../../src/bench/worker/session-work.ts';

const name = process.argv.slice(3).join(' ') || 'small fp32';
/** A few milliseconds of one step say little: other programs run, and garbage is collected. */
const leastTime = 1500;
const leastSteps = 20;

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

const { device } = await loadBackend();
const native = nativeBackend();
const work = benchRows(1).find((row) => row.name === name)?.work;
if (native === null || work === undefined) {
  throw new Error(`no row ${name}, or no native TensorFlow`);
}
const folder = mkdtempSync(join(tmpdir(), 'unroll-steps-'));
try {
  const prepared =
    work.kind === 'layer' ? await prepareLayer(work, device) : await prepareSession(work, folder);
  timed(() => prepared.step());
  const plain = timed(() => prepared.step()).each;
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

interface Timed {
  readonly steps: number;
  /** Milliseconds of a step on average. */
  readonly each: number;
}

function timed(step: () => unknown): Timed {
  const begin = performance.now();
  let steps = 0;
  while (steps < leastSteps || performance.now() - begin < leastTime) {
    step();
    steps++;
  }
  return { steps, each: (performance.now() - begin) / steps };
}

function report(plain: number, watching: Timed, shares: ReadonlyMap<string, Share>): void {
  const rows = [...shares].sort(([, a], [, b]) => b.milliseconds - a.milliseconds);
  const inside = rows.reduce((sum, [, share]) => sum + share.milliseconds, 0) / watching.steps;
  console.log(`${name}: ${plain.toFixed(2)} ms a step, ${watching.each.toFixed(2)} while watched`);
  for (const [label, { calls, milliseconds }] of rows) {
    const each = (calls / watching.steps).toFixed(1).padStart(7);
    console.log(
      `${each} x  ${(milliseconds / watching.steps).toFixed(3).padStart(8)} ms  ${label}`,
    );
  }
  console.log(`JavaScript: ${(watching.each - inside).toFixed(2)} ms`);
}
