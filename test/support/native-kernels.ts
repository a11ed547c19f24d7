import { createRequire } from 'node:module';
import { compileAddon } from '../../build/native/compile.mjs';

/** The addon of recurrent kernels as JavaScript sees it (src/kernels/native/addon.cc). */
export interface NativeKernels {
  register(): void;
  facts(): {
    readonly isa: string;
    readonly threads: number;
    readonly tensorflow: string;
    /** How often each operation has run. */
    readonly operations: Readonly<Record<string, number>>;
    /** Bytes. */
    readonly workspace: { readonly inUse: number; readonly kept: number; readonly peak: number };
  };
  setThreads(count: number): void;
}

/** Compiles what has changed and loads the addon, without registering anything. */
export async function loadAddon(): Promise<NativeKernels> {
  return createRequire(import.meta.url)(await compileAddon()) as NativeKernels;
}
