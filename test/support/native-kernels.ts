import { createRequire } from 'node:module';
import { defaultOutput } from '../../build/native/compile.mjs';

/** The addon of recurrent kernels as JavaScript sees it (src/kernels/native/addon.cc). */
export interface NativeKernels {
  /** Of its sources. */
  readonly stamp: string;
  register(): void;
  facts(): {
    readonly isa: string;
    readonly threads: number;
    readonly tensorflow: string;
    /** How often each operation has run. */
    readonly operations: Readonly<Record<string, number>>;
    readonly workspace: {
      /** Bytes. */
      readonly inUse: number;
      readonly kept: number;
      readonly peak: number;
      /** How often the system was asked for more. */
      readonly reservations: number;
    };
  };
  setThreads(count: number): void;
}

/** Loads the addon that set-up has made, without registering anything. */
export function loadAddon(): NativeKernels {
  return createRequire(import.meta.url)(defaultOutput) as NativeKernels;
}
