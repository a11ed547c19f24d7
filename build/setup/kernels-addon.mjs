/**
 * Unroll's own kernels (src/kernels/native): compiled once for each state of their sources into the
 * cache outside the work tree, and copied from there into out/native, where the loader looks
 * (src/backend/native-kernels.ts).
 */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { constants } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { compileAddon, defaultOutput, findCompiler } from '../native/compile.mjs';
import { contentHash } from '../support/content-hash.mjs';
import { withLock } from '../support/lock.mjs';
import { signatureOf } from '../support/signature.mjs';
import { reasonIn, run } from './commands.mjs';
import { cache, machine, packageVersion, root } from './folders.mjs';

/** Decide what is compiled: the sources, and how. */
const sources = ['src/kernels/native', 'build/native'];

/** The addon of this checkout, where it could be compiled. */
export const kernelsAddon = defaultOutput;
const stampFile = join(dirname(kernelsAddon), 'stamp.json');

/**
 * `how` the present sources were compiled, or the reason why they were not.
 * @typedef {{ how?: string; refusal?: string }} Outcome
 */

/**
 * What was done for the present sources; null when they have changed since, or when the addon is
 * gone or another one.
 * @returns {Outcome | null}
 */
export function kernelsOutcome() {
  if (!existsSync(stampFile)) return null;
  const { signature, addon, ...outcome } = JSON.parse(readFileSync(stampFile, 'utf8'));
  if (signature !== signatureOf(root, sources)) return null;
  return outcome.refusal || addon === placedAddon() ? outcome : null;
}

/** What tells the addon that was put there from any other; null where there is none. */
function placedAddon() {
  const entry = statSync(kernelsAddon, { throwIfNoEntry: false });
  return entry === undefined ? null : `${entry.size} ${entry.mtimeMs}`;
}

/**
 * Takes the addon for the present sources from the cache, or compiles it there first. An addon of
 * older sources is taken away where that fails: it may not fit the rest of the program.
 * @param {(progress: string) => void} say
 * @returns {Promise<Outcome>}
 */
export function makeKernels(say) {
  return withLock(join(cache, 'kernels/.lock'), async () => {
    const made = kernelsOutcome();
    return made?.how ? made : make(say);
  });
}

/** @returns {Promise<Outcome>} */
async function make(say) {
  const signature = signatureOf(root, sources);
  rmSync(kernelsAddon, { force: true });
  const outcome = await takeOrCompile(say);
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, JSON.stringify({ signature, addon: placedAddon(), ...outcome }));
  return outcome;
}

/** @returns {Promise<Outcome>} */
async function takeOrCompile(say) {
  const program = await findCompiler();
  if (program === null) return { refusal: 'there is no C++ compiler' };
  const compiler = await versionOf(program);
  const salt = `${compiler}\0${packageVersion('node-api-headers')}\0`;
  const hash = contentHash(root, sources, salt).slice(0, 32);
  const kept = join(cache, 'kernels', `${hash}-${machine}.node`);
  const how = `compiled with ${compiler}`;
  if (existsSync(kept)) {
    copy(kept, kernelsAddon);
    return { how: `${how}, taken from the cache` };
  }
  say('compiling (about a minute)');
  const started = performance.now();
  const built = join(workFolder(compiler), basename(kernelsAddon));
  try {
    await compileAddon({ output: built, compiler: program });
  } catch (error) {
    return { refusal: `they do not compile with ${compiler}: ${reasonIn(error.message)}` };
  }
  const problem = await problemOfLoading(built);
  if (problem !== null) return { refusal: `they do not load: ${problem}` };
  for (const place of [kept, kernelsAddon]) copy(built, place);
  return { how: `${how} in ${((performance.now() - started) / 1000).toFixed(0)} s` };
}

/** Objects stay there, so that a changed source compiles alone; each compiler has its own. */
function workFolder(compiler) {
  const id = createHash('sha256').update(compiler).digest('hex').slice(0, 8);
  return join(dirname(kernelsAddon), `objects-${id}`);
}

/** The compiler's own first line: name and version. */
async function versionOf(program) {
  const { output } = await run(program, ['--version']);
  return output.split('\n')[0].trim();
}

/** In a process of its own, which it may end; with every symbol looked for at once. */
async function problemOfLoading(file) {
  const now = constants.dlopen?.RTLD_NOW ?? 0;
  const program = `process.dlopen({ exports: {} }, ${JSON.stringify(file)}, ${now})`;
  const { ok, output } = await run(process.execPath, ['-e', program]);
  return ok ? null : reasonIn(output);
}

/** Copied beside its place first, so that nobody loads half an addon. */
function copy(from, to) {
  const part = `${to}.${process.pid}`;
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, part);
  renameSync(part, to);
}
