import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';

const require = createRequire(import.meta.url);

/** What Unroll uses of the WASM backend inside a kernel. */
interface WasmBackend {
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  typedArrayFromHeap(tensor: tf.TensorInfo): Float32Array | Int32Array;
}

/** Registers the WebAssembly backend and makes it the current one. @returns whether it started */
export async function loadWasmBackend(): Promise<boolean> {
  const folder = dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(join(folder, 'wasm-out') + sep);
  registerUnsortedSegmentSum();
  // The backend's threads need browser workers; under Node they fail to start.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  return tf.setBackend('wasm');
}

/** The gradient of a gather; the WASM backend 4.22 lacks it. */
function registerUnsortedSegmentSum(): void {
  if (tf.getKernel('UnsortedSegmentSum', 'wasm') !== undefined) return;
  tf.registerKernel({
    kernelName: 'UnsortedSegmentSum',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { x, segmentIds } = inputs as { x: tf.TensorInfo; segmentIds: tf.TensorInfo };
      const { numSegments } = attrs as unknown as { numSegments: number };
      const wasm = backend as WasmBackend;
      const rowShape = x.shape.slice(segmentIds.shape.length);
      const rowSize = rowShape.reduce((product, size) => product * size, 1);
      const output = wasm.makeOutput([numSegments, ...rowShape], x.dtype);
      const sums = wasm.typedArrayFromHeap(output).fill(0);
      const rows = wasm.typedArrayFromHeap(x);
      wasm.typedArrayFromHeap(segmentIds).forEach((segment, row) => {
        if (segment < 0) return;
        for (let j = 0; j < rowSize; j++) {
          sums[segment * rowSize + j]! += rows[row * rowSize + j]!;
        }
      });
      return output;
    },
  });
}
