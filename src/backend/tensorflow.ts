import { createRequire } from 'node:module';
import { availableParallelism, cpus } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import { loadNativePackage, type NativeBackend } from './native.ts';
import { loadNativeKernels } from './native-kernels.ts';
import { loadWasmBackend } from './wasm.ts';

const require = createRequire(import.meta.url);

export type Device = 'gpu' | 'cpu' | 'wasm';
export type BackendPreference = 'native' | 'wasm';

export interface BackendFacts {
  readonly tf: typeof tf;
  readonly device: Device;
  /** Version of the TensorFlow library, or of tfjs with its backend's name. */
  readonly tensorflow: string;
  /** Threads that one operation may use. */
  readonly threads: number;
  /** Name of the processor, as the system gives it. */
  readonly processor: string;
}

let loading: Promise<BackendFacts> | null = null;

/**
 * Loads TensorFlow once for this process: the native library (GPU, else CPU), else WebAssembly,
 * else plain JavaScript (told as device `wasm`, with `tensorflow` saying what it is).
 * @param preference `wasm` leaves the native library alone; by default from `UNROLL_BACKEND`
 */
export function loadBackend(preference?: BackendPreference): Promise<BackendFacts> {
  loading ??= load(preference ?? preferenceFromEnvironment());
  return loading;
}

function preferenceFromEnvironment(): BackendPreference {
  return process.env['UNROLL_BACKEND'] === 'wasm' ? 'wasm' : 'native';
}

async function load(preference: BackendPreference): Promise<BackendFacts> {
  const native = preference === 'native' && loadNativePackage();
  if (native) await tf.setBackend('tensorflow');
  else await loadPortableBackend();
  await tf.ready();
  const facts = describeBackend();
  // Kernels on the processor: a GPU has its own.
  if (facts.device === 'cpu') loadNativeKernels();
  return facts;
}

async function loadPortableBackend(): Promise<void> {
  // tfjs-core as Node loads it has no gradients; the union package registers them.
  require('@tensorflow/tfjs');
  try {
    if (await loadWasmBackend()) return;
  } catch (error) {
    process.emitWarning(`WebAssembly did not start: ${String(error)}`);
  }
  await tf.setBackend('cpu');
}

function describeBackend(): BackendFacts {
  const processor = cpus()[0]?.model.trim() || process.arch;
  const native = nativeBackend();
  if (native === null) {
    const tensorflow = `tfjs ${tf.version_core} (${tf.getBackend()})`;
    return { tf, device: 'wasm', tensorflow, threads: 1, processor };
  }
  return {
    tf,
    device: native.binding.isUsingGpuDevice() ? 'gpu' : 'cpu',
    tensorflow: native.binding.TF_Version,
    threads: Number(process.env['TF_NUM_INTRAOP_THREADS']) || availableParallelism(),
    processor,
  };
}

/** The native backend while it is the current one, else null: then only portable operations run. */
export function nativeBackend(): NativeBackend | null {
  return tf.getBackend() === 'tensorflow' ? (tf.backend() as unknown as NativeBackend) : null;
}
