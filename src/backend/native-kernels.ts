import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
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
  /** `off`: by `UNROLL_KERNELS=off`; `absent`: never compiled; `broken`: do not load. */
  | { readonly state: 'off' | 'absent' | 'broken'; readonly reason: string };

interface Addon {
  register(): void;
  facts(): unknown;
}

let loaded: NativeKernels | null = null;

/**
 * Registers the addon's operations in the TensorFlow that this process has loaded, once. Without
 * them everything that they do has a slower form.
 */
export function loadNativeKernels(): NativeKernels {
  loaded ??= load();
  return loaded;
}

/** Whether TensorFlow has one of Unroll's own operations in this process. */
export function hasNativeKernel(operation: string): boolean {
  return loaded?.state === 'ready' && operation in loaded.operations;
}

function load(): NativeKernels {
  if (process.env['UNROLL_KERNELS'] === 'off') {
    return { state: 'off', reason: 'switched off by UNROLL_KERNELS=off' };
  }
  const path = addonPath();
  if (path === null) return { state: 'absent', reason: 'not compiled on this machine' };
  try {
    const addon = require(path) as Addon;
    addon.register();
    return { state: 'ready', ...factsSchema.parse(addon.facts()) };
  } catch (error) {
    return { state: 'broken', reason: error instanceof Error ? error.message : String(error) };
  }
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
