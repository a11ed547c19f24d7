import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import util from 'node:util';
import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';

const require = createRequire(import.meta.url);

/** One attribute of a TensorFlow operation; `type` is a number from the binding. */
export interface OperationAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: string | number | boolean | readonly number[];
}

/** The parts of the TensorFlow addon that Unroll calls itself. */
export interface NativeBinding {
  readonly TF_Version: string;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_INT64: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_SHAPE: number;
  isUsingGpuDevice(): boolean;
  /** Runs an operation on tensors named by number; `dtype` is TensorFlow's own number. */
  executeOp(
    name: string,
    attributes: readonly OperationAttribute[],
    inputs: readonly number[],
    outputs: number,
  ): { readonly id: number; readonly shape: readonly number[]; readonly dtype: number }[];
  createTensor(shape: readonly number[], type: number, values: ArrayBufferView): number;
}

/** The backend that tfjs-node registers under the name `tensorflow`. */
export interface NativeBackend {
  readonly binding: NativeBinding;
  executeSingleOutput(
    name: string,
    attributes: readonly OperationAttribute[],
    inputs: readonly TensorInfo[],
  ): Tensor;
  executeMultipleOutputs(
    name: string,
    attributes: readonly OperationAttribute[],
    inputs: readonly TensorInfo[],
    outputs: number,
  ): Tensor[];
  /** Numbers of tensors in the addon; values that still wait in JavaScript are handed over. */
  getInputTensorIds(tensors: readonly TensorInfo[]): number[];
  createOutputTensor(metadata: { id: number; shape: readonly number[]; dtype: number }): Tensor;
}

const packages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;

/**
 * Registers the native backend of the first package whose addon loads.
 * Each addon is looked for and opened by itself first: the package prints a page of noise when it
 * is missing.
 * @returns whether one was loaded
 */
export function loadNativePackage(): boolean {
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  process.env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true';
  mendNodeUtil();
  for (const name of packages) {
    const addon = findAddon(name);
    if (addon === null) continue;
    try {
      require(addon);
    } catch {
      continue;
    }
    require(name);
    return true;
  }
  return false;
}

function findAddon(name: string): string | null {
  try {
    const folder = join(dirname(require.resolve(`${name}/package.json`)), 'lib');
    if (!existsSync(folder)) return null;
    const found = readdirSync(folder)
      .map((version) => join(folder, version, 'tfjs_binding.node'))
      .filter((file) => existsSync(file));
    return found.at(-1) ?? null;
  } catch {
    return null;
  }
}

/** tfjs-node 4.22 calls functions that Node 23 took out of `util`. */
function mendNodeUtil(): void {
  const mended: Record<string, unknown> = util as unknown as Record<string, unknown>;
  mended['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
  mended['isArray'] ??= Array.isArray;
}
