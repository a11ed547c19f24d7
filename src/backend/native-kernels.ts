import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { z } from 'zod';

const require = createRequire(import.meta.url);
const name = 'unroll_kernels.node';

const factsSchema = z.object({
  /** Instructions that are used: `avx512-bf16`, `avx512`, `avx2`, `portable`. */
  isa: z.string(),
  /** Threads that one operation may use. */
  threads: z.number().int().min(1),
  /** How often each operation that TensorFlow now has was run by this process. */
  operations: z.record(z.string(), z.number()),
});
export type NativeKernelFacts = z.infer<typeof factsSchema>;

/** Unroll's own operations inside TensorFlow, or why they are not there. */
export type NativeKernels =
  | ({ readonly state: 'ready' } & NativeKernelFacts)
  /**
   * `off`: by `UNROLL_KERNELS=off`; `absent`: never compiled; `stale`: of other sources than this
   * program; `broken`: do not load.
   */
  | { readonly state: 'off' | 'absent' | 'stale' | 'broken'; readonly reason: string };

/** Put in by the bundler: the stamp of the addon that belongs to this program. */
declare const __KERNEL_STAMP__: string | undefined;

interface Addon {
  /** Of the sources that it was compiled from; absent in addons older than the stamp. */
  readonly stamp?: string;
  register(): void;
  facts(): unknown;
  setThreads(count: number): void;
  releaseStartUpMemory(): void;
}

let loaded: { readonly kernels: NativeKernels; readonly addon: Addon | null } | null = null;

/**
 * Registers the addon's operations in the TensorFlow that this process has loaded, once. Without
 * them everything that they do has a slower form.
 */
export function loadNativeKernels(): NativeKernels {
  loaded ??= load();
  return loaded.kernels;
}

/** Whether TensorFlow has one of Unroll's own operations in this process. */
export function hasNativeKernel(operation: string): boolean {
  return loaded?.kernels.state === 'ready' && operation in loaded.kernels.operations;
}

/** Instructions that the operations use (`avx512-bf16`); null where they are not there. */
export function nativeInstructions(): string | null {
  return loaded?.kernels.state === 'ready' ? loaded.kernels.isa : null;
}

/** How often an operation has run in this process: shows that it is the one that was used. */
export function nativeKernelCalls(operation: string): number {
  if (loaded === null || loaded.addon === null) return 0;
  return factsSchema.parse(loaded.addon.facts()).operations[operation] ?? 0;
}

/** Threads that one operation may use from now on; results do not depend on it. */
export function setNativeThreads(count: number): void {
  loaded?.addon?.setThreads(count);
}

/**
 * Gives memory back that only loading TensorFlow and making a model needed (on Linux some hundred
 * megabytes): what TensorFlow's library touched while it was loaded, what has been freed, and
 * arrays of JavaScript that nothing refers to any more. To be called before training.
 */
export async function releaseStartUpMemory(): Promise<void> {
  if (loaded === null || loaded.addon === null) return;
  // Tensors tell that an array is free by a message to the event loop.
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  await new Promise((resolve) => setImmediate(resolve));
  loaded.addon.releaseStartUpMemory();
}

/** V8 gives its collector out on demand only. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('globalThis.gc');
  if (typeof collect === 'function') collect();
}

function load(): { kernels: NativeKernels; addon: Addon | null } {
  const without = (state: 'off' | 'absent' | 'stale' | 'broken', reason: string) => ({
    kernels: { state, reason },
    addon: null,
  });
  if (process.env['UNROLL_KERNELS'] === 'off') {
    return without('off', 'switched off by UNROLL_KERNELS=off');
  }
  const path = addonPath();
  if (path === null) return without('absent', 'not compiled on this machine');
  try {
    const addon = require(path) as Addon;
    // Operations of other sources may expect other inputs than this program gives them.
    if (!fits(addon)) return without('stale', 'compiled from other sources than this program');
    addon.register();
    addon.releaseStartUpMemory();
    return { kernels: { state: 'ready', ...factsSchema.parse(addon.facts()) }, addon };
  } catch (error) {
    return without('broken', error instanceof Error ? error.message : String(error));
  }
}

/** Without a bundler there is no stamp to compare with, and any addon is taken. */
function fits({ stamp = '' }: Addon): boolean {
  return typeof __KERNEL_STAMP__ !== 'string' || stamp === __KERNEL_STAMP__;
}

/**
 * In a checkout out/native, where the set-up copies it; in a package beside the archive, since
 * libraries cannot be loaded from inside.
 */
function addonPath(): string | null {
  const here = import.meta.dirname;
  const candidates = here.includes('.asar')
    ? [join(here, '../../../native', name)]
    : [join(here, '../native', name), join(here, '../../out/native', name)];
  return candidates.find((path) => existsSync(path)) ?? null;
}
