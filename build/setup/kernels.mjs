import { pathToFileURL } from 'node:url';
import { findCompiler } from '../native/compile.mjs';
import { installPackages } from './debian.mjs';
import { kernelsOutcome, makeKernels } from './kernels-addon.mjs';
import { hasNativeTensorflow, tensorflow } from './tensorflow.mjs';

/**
 * Unroll's own kernels inside TensorFlow. Without them everything works, slower.
 * @type {import('./part.d.mts').Part}
 */
export const kernels = {
  name: 'kernels',
  needs: [tensorflow],

  check() {
    if (!hasNativeTensorflow()) return 'nothing to do without the native TensorFlow';
    const outcome = kernelsOutcome();
    return outcome && outcomeLine(outcome);
  },

  isProvisional: () => kernelsOutcome()?.refusal !== undefined,

  async bring(say) {
    if ((await findCompiler()) === null) await tryToInstallCompiler(say);
    return outcomeLine(await makeKernels(say));
  },
};

/** As far as this user may: without a compiler Unroll computes with TensorFlow's own operations. */
async function tryToInstallCompiler(say) {
  try {
    say('installing g++ to compile them');
    await installPackages(['g++']);
  } catch {
    // Told by what `makeKernels` finds.
  }
}

/** @param {import('./kernels-addon.mjs').Outcome} outcome */
function outcomeLine({ how, refusal }) {
  if (refusal === undefined) return how;
  return `none, training is slower with the same results (${refusal}; install g++ or clang++, then \`npm run setup -- --retry\`)`;
}

/**
 * Makes the addon anew where its sources have changed, before something runs; one line on what was
 * done, on the error stream, where nothing reads it as a result. Never fails. Run as a program the
 * file does this.
 */
export async function refreshKernels() {
  if (kernels.check() !== null) return;
  const say = (progress) => console.error(`kernels: ${progress} …`);
  try {
    console.error(`kernels: ${outcomeLine(await makeKernels(say))}`);
  } catch (error) {
    console.error(`kernels: not made, ${error.message}`);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await refreshKernels();
}
