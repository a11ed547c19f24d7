/**
 * The native TensorFlow behind @tensorflow/tfjs-node: the package's own download where its server
 * can be reached, else the library out of the pip wheel with the addon compiled against it, else
 * none (Unroll then computes with WebAssembly).
 */
import { existsSync } from 'node:fs';
import { ask } from './commands.mjs';
import { NativeTensorflow } from './native-tensorflow.mjs';
import { bringFromWheel } from './tensorflow-wheel.mjs';

const processor = new NativeTensorflow('@tensorflow/tfjs-node');
const graphics = new NativeTensorflow('@tensorflow/tfjs-node-gpu');

/** @type {import('./part.d.mts').Part} */
export const tensorflow = {
  name: 'TensorFlow',

  check() {
    if (processor.folder === null) return withoutNative('the optional package was left out');
    if (processor.isLinked()) return factsLine(processor.facts);
    return processor.refusal && withoutNative(processor.refusal);
  },

  isProvisional: () => processor.refusal !== null,

  async bring(say) {
    const { how, reason } = await processor.bring([
      { how: 'downloaded', attempt: () => processor.download([], say) },
      { how: 'built from the pip wheel', attempt: () => bringFromWheel(processor.folder, say) },
    ]);
    return how ? `${factsLine(processor.facts)}, ${how}` : withoutNative(reason);
  },
};

/**
 * TensorFlow on an NVIDIA GPU, beside the one on the processor. Its package is built for CUDA 11
 * and cuDNN 8 and falls back to the processor without them, so it is brought only where they are.
 * @type {import('./part.d.mts').Part}
 */
export const tensorflowGpu = {
  name: 'TensorFlow for the GPU',

  check() {
    if (graphics.folder === null || !hasCuda()) return 'no CUDA 11 with cuDNN 8 on this machine';
    if (graphics.isLinked()) return factsLine(graphics.facts);
    return graphics.refusal && `not usable: ${graphics.refusal}`;
  },

  isProvisional: () => graphics.refusal !== null,

  async bring(say) {
    const accepts = (facts) => facts.gpu;
    const attempt = () => graphics.download(['gpu', 'download'], say);
    const { how, reason } = await graphics.bring([{ how: 'downloaded', attempt }], accepts);
    return how ? `${factsLine(graphics.facts)}, ${how}` : `not usable: ${reason}`;
  },
};

/** Whether TensorFlow itself is here, not only its WebAssembly form. */
export function hasNativeTensorflow() {
  return [processor, graphics].some((one) => one.folder !== null && one.isLinked());
}

const factsLine = ({ tensorflow: version, gpu }) => `${version} on the ${gpu ? 'GPU' : 'CPU'}`;

function withoutNative(reason) {
  const again = '`npm run setup -- --retry` tries again';
  return `no native library, WebAssembly instead: slower, same results (${reason}; ${again})`;
}

function hasCuda() {
  if (process.platform !== 'linux' || !existsSync('/proc/driver/nvidia/version')) return false;
  const ldconfig = existsSync('/sbin/ldconfig') ? '/sbin/ldconfig' : 'ldconfig';
  const known = ask(ldconfig, ['-p']) ?? '';
  return ['libcudart.so.11', 'libcudnn.so.8'].every((library) => known.includes(library));
}
