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
import { dirname, join } from 'node:path';
import { isReachable, npm, run } from './commands.mjs';
import { cache, machine, packageFolder, packageVersion } from './folders.mjs';

/** Where the packages' own install script fetches from unless told otherwise. */
const stockServer = 'https://storage.googleapis.com/';

/**
 * Library and addon of one of the tfjs-node packages. They are kept in the cache; the package's
 * `deps` links there.
 */
export class NativeTensorflow {
  /** The package's folder, or null when it is not installed. */
  folder;
  #kept;
  #refusalFile;

  constructor(name) {
    const id = `${name.split('/').at(-1)}-${packageVersion(name)}-${machine}`;
    this.folder = packageFolder(name);
    this.#kept = join(cache, 'tensorflow', id);
    this.#refusalFile = join(cache, 'tensorflow', `${id}-refused.json`);
  }

  /** What was found out when the library was brought: `{ tensorflow: '2.21.0', gpu: false }`. */
  get facts() {
    return JSON.parse(readFileSync(this.#factsFile, 'utf8'));
  }

  /** Why no library could be had the last time, so that not every run tries again; or null. */
  get refusal() {
    if (!existsSync(this.#refusalFile)) return null;
    return JSON.parse(readFileSync(this.#refusalFile, 'utf8')).reason;
  }

  get #factsFile() {
    return join(this.#kept, 'facts.json');
  }

  /** Whether the package's `deps` is the cache's and the addon is in place. */
  isLinked() {
    const deps = join(this.folder, 'deps');
    const addon = join(this.folder, 'lib');
    if (![this.#factsFile, deps, addon].every((path) => existsSync(path))) return false;
    return realpathSync(deps) === realpathSync(join(this.#kept, 'deps'));
  }

  /**
   * Takes the library from the cache, else from the first attempt that ends with one that works.
   * @param {{ how: string; attempt: () => Promise<boolean> }[]} attempts `how` it comes, in words
   * @param {(facts: { tensorflow: string; gpu: boolean }) => boolean} accepts
   * @returns {Promise<{ how?: string; reason?: string }>} how it came, or why none of them did
   */
  async bring(attempts, accepts = () => true) {
    rmSync(this.#refusalFile, { force: true });
    if (existsSync(this.#factsFile)) {
      this.#link();
      if (await this.#load()) return { how: 'linked from the cache' };
    }
    const reasons = [];
    const isInstalled = async () => existsSync(join(this.folder, 'lib'));
    const installed = { how: 'found installed', attempt: isInstalled };
    for (const { how, attempt } of [installed, ...attempts]) {
      try {
        const facts = (await attempt()) && (await this.#load());
        if (facts && accepts(facts)) {
          this.#keep(facts);
          return { how };
        }
      } catch (error) {
        reasons.push(error.message);
      }
    }
    return { reason: this.#refuse(reasons.join('; ') || 'no download could be reached') };
  }

  /** Runs the package's own install script where its server can be reached. */
  async download(options, say) {
    const told = process.env.TFJS_NODE_CDN_STORAGE ?? process.env.CDN_STORAGE;
    if (!(await isReachable(told ?? stockServer))) return false;
    say('downloading the library (some hundred megabytes)');
    rmSync(join(this.folder, 'deps'), { recursive: true, force: true });
    return (await npm(['run', 'install', '--', ...options], { cwd: this.folder })).ok;
  }

  /** Half a library would be tried, and complained about, at every start. */
  #refuse(reason) {
    rmSync(join(this.folder, 'lib'), { recursive: true, force: true });
    mkdirSync(dirname(this.#refusalFile), { recursive: true });
    writeFileSync(this.#refusalFile, JSON.stringify({ reason }));
    return reason;
  }

  #keep(facts) {
    rmSync(this.#kept, { recursive: true, force: true });
    mkdirSync(this.#kept, { recursive: true });
    move(join(this.folder, 'deps'), join(this.#kept, 'deps'));
    copy(join(this.folder, 'lib'), join(this.#kept, 'lib'));
    writeFileSync(this.#factsFile, JSON.stringify(facts));
    this.#link();
  }

  /** The addon is copied: it looks for the library relative to its own true place. */
  #link() {
    const [deps, lib] = ['deps', 'lib'].map((name) => join(this.folder, name));
    for (const path of [deps, lib]) rmSync(path, { recursive: true, force: true });
    symlinkSync(join(this.#kept, 'deps'), deps, 'junction');
    copy(join(this.#kept, 'lib'), lib);
  }

  /**
   * Multiplies two matrices in a process of its own, since a library that does not fit may abort
   * it.
   * @returns the facts, or null when it does not work
   */
  async #load() {
    const program = `
      const util = require('node:util');
      util.isNullOrUndefined ??= (value) => value == null;
      const tf = require(${JSON.stringify(this.folder)});
      if (tf.matMul([[1, 2]], [[3], [4]]).dataSync()[0] !== 11) process.exit(1);
      const { binding } = tf.backend();
      const facts = { tensorflow: binding.TF_Version, gpu: binding.isUsingGpuDevice() };
      console.log('facts:' + JSON.stringify(facts));`;
    const options = { env: { TF_CPP_MIN_LOG_LEVEL: '3' }, timeout: 120_000 };
    const { ok, output } = await run(process.execPath, ['-e', program], options);
    const facts = /^facts:(.*)$/m.exec(output);
    return ok && facts ? JSON.parse(facts[1]) : null;
  }
}

function copy(from, to) {
  cpSync(from, to, { recursive: true, verbatimSymlinks: true });
}

function move(from, to) {
  try {
    renameSync(from, to);
  } catch (error) {
    if (error.code !== 'EXDEV') throw error;
    copy(from, to);
    rmSync(from, { recursive: true });
  }
}
