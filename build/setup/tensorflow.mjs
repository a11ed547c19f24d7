/**
 * The native TensorFlow behind @tensorflow/tfjs-node: the package's own download where its server
 * can be reached, else the library out of the pip wheel with the addon compiled against it, else
 * none (Unroll then computes with WebAssembly).
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { isReachable, npm, run } from './commands.mjs';
import { cache, machine, packageFolder, packageVersion } from './folders.mjs';
import { bringFromWheel } from './tensorflow-wheel.mjs';

const name = '@tensorflow/tfjs-node';
const folder = packageFolder(name);
/** Library and addon, as they lie in the package: `deps` and `lib`. */
const kept = join(cache, 'tensorflow', `tfjs-node-${packageVersion(name)}-${machine}`);
const factsFile = join(kept, 'facts.json');
/** Says that no native library could be had, so that not every run tries again. */
const refusal = join(cache, 'tensorflow', `none-${packageVersion(name)}-${machine}.json`);

/** @type {import('./part.d.mts').Part} */
export const tensorflow = {
  name: 'TensorFlow',

  check() {
    if (folder === null) return withoutNative('the optional package tfjs-node was left out');
    if (isLinked()) return factsLine(JSON.parse(readFileSync(factsFile, 'utf8')));
    if (!existsSync(refusal)) return null;
    return withoutNative(JSON.parse(readFileSync(refusal, 'utf8')).reason);
  },

  async bring(say) {
    rmSync(refusal, { force: true });
    if (existsSync(factsFile)) {
      linkKept();
      const facts = loads();
      if (facts) return `${factsLine(facts)}, linked from the cache`;
    }
    const reasons = [];
    for (const [how, attempt] of [
      ['found installed', () => existsSync(join(folder, 'lib'))],
      ['downloaded', () => downloadStock(say)],
      ['built from the pip wheel', () => bringFromWheel(folder, say)],
    ]) {
      try {
        const facts = (await attempt()) && loads();
        if (facts) {
          keep(facts);
          return `${factsLine(facts)}, ${how}`;
        }
      } catch (error) {
        reasons.push(error.message);
      }
    }
    const reason = reasons.join('; ') || 'no download could be reached';
    mkdirSync(join(cache, 'tensorflow'), { recursive: true });
    writeFileSync(refusal, JSON.stringify({ reason }));
    return withoutNative(reason);
  },
};

const factsLine = ({ tensorflow: version, gpu }) => `${version} on the ${gpu ? 'GPU' : 'CPU'}`;

function withoutNative(reason) {
  return `none native, WebAssembly instead: slower, same results (${reason}; \`npm run setup -- --force\` tries again)`;
}

/** Whether the package's `deps` is the cache's and the addon is in place. */
function isLinked() {
  const deps = join(folder, 'deps');
  if (!existsSync(factsFile) || !existsSync(deps) || !existsSync(join(folder, 'lib'))) return false;
  return realpathSync(deps) === realpathSync(join(kept, 'deps'));
}

/**
 * Moves library and addon into the cache and links back. The addon itself is copied: it looks for
 * the library relative to its own true place.
 */
function keep(facts) {
  rmSync(kept, { recursive: true, force: true });
  mkdirSync(kept, { recursive: true });
  move(join(folder, 'deps'), join(kept, 'deps'));
  cpSync(join(folder, 'lib'), join(kept, 'lib'), { recursive: true, verbatimSymlinks: true });
  writeFileSync(factsFile, JSON.stringify(facts));
  linkKept();
}

function linkKept() {
  for (const part of ['deps', 'lib']) rmSync(join(folder, part), { recursive: true, force: true });
  symlinkSync(join(kept, 'deps'), join(folder, 'deps'), 'junction');
  cpSync(join(kept, 'lib'), join(folder, 'lib'), { recursive: true, verbatimSymlinks: true });
}

function move(from, to) {
  try {
    renameSync(from, to);
  } catch (error) {
    if (error.code !== 'EXDEV') throw error;
    cpSync(from, to, { recursive: true, verbatimSymlinks: true });
    rmSync(from, { recursive: true });
  }
}

/** Where the package's own install script fetches from unless told otherwise. */
const stockServer = 'https://storage.googleapis.com/';

async function downloadStock(say) {
  const told = process.env.TFJS_NODE_CDN_STORAGE ?? process.env.CDN_STORAGE;
  if (!(await isReachable(told ?? stockServer))) return false;
  say('downloading the library (about 200 MB unpacked)');
  rmSync(join(folder, 'deps'), { recursive: true, force: true });
  return npm(['run', 'install'], { cwd: folder }).ok;
}

/**
 * Multiplies two matrices in a process of its own, since a library that does not fit may abort it.
 * @returns {{ tensorflow: string; gpu: boolean } | null}
 */
function loads() {
  const program = `
    const util = require('node:util');
    util.isNullOrUndefined ??= (value) => value == null;
    const tf = require(${JSON.stringify(folder)});
    if (tf.matMul([[1, 2]], [[3], [4]]).dataSync()[0] !== 11) process.exit(1);
    const { binding } = tf.backend();
    const facts = { tensorflow: binding.TF_Version, gpu: binding.isUsingGpuDevice() };
    console.log('facts:' + JSON.stringify(facts));`;
  const env = { TF_CPP_MIN_LOG_LEVEL: '3' };
  const { ok, output } = run(process.execPath, ['-e', program], { env, timeout: 120_000 });
  const facts = /^facts:(.*)$/m.exec(output);
  return ok && facts ? JSON.parse(facts[1]) : null;
}
