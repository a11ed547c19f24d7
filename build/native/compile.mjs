#!/usr/bin/env node
/**
 * Compiles the addon of recurrent kernels: `node build/native/compile.mjs [--output FILE]`.
 * No TensorFlow is needed for it, only a C++17 compiler and Node's headers for addons.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  addonSources,
  commonFlags,
  commonSources,
  folder,
  instructionSets,
  kernelSources,
  optimisation,
} from './sources.mjs';
import { kernelStamp } from './stamp.mjs';

const root = resolve(import.meta.dirname, '../..');
const sources = join(root, folder);

/** @type {(progress: string) => void} */
const quietly = () => {};

/** Where the addon lies unless told otherwise. */
export const defaultOutput = join(root, 'out/native/unroll_kernels.node');

/**
 * Compiles what has changed since the last time and links it.
 * @param {{
 *   output?: string;
 *   compiler?: string;
 *   say?: (progress: string) => void;
 * }} [options] `compiler`: by default from CXX, else the first of g++, clang++ and c++ that runs
 * @returns {Promise<string>} the addon's path
 * @throws Error with the compiler's words
 */
export async function compileAddon({ output = defaultOutput, compiler, say = quietly } = {}) {
  const program = compiler ?? (await findCompiler());
  if (program === null) throw new Error('there is no C++ compiler (g++, clang++ or CXX)');
  const headers = join(dirname(packageFile('node-api-headers/package.json')), 'include');
  const flags = [...commonFlags, ...optimisation, `-I${headers}`, '-DNAPI_VERSION=8'];
  const place = { program, folder: join(dirname(output), 'objects'), say };
  const objects = await compileSources({ ...place, flags, names: commonSources });
  const stamp = kernelStamp();
  const entry = await compileSources({
    ...place,
    flags: [...flags, `-DUNROLL_STAMP="${stamp}"`],
    names: addonSources,
    kernels: [],
    variant: stamp,
  });
  for (const name of readdirSync(place.folder)) {
    if (/^addon\./.test(name) && !entry.includes(join(place.folder, name)))
      rmSync(join(place.folder, name));
  }
  say('linking');
  await run(program, [...linkFlags(), '-o', output, ...objects, ...entry]);
  return output;
}

/**
 * Compiles sources in parallel, those of the kernels once for each instruction set.
 * @param {{
 *   program: string;
 *   folder: string;
 *   flags: string[];
 *   names: string[];
 *   kernels?: string[];
 *   variant?: string;
 *   say?: (progress: string) => void;
 * }} options `names` are compiled once; objects of the last time that are still good are kept, of
 *   another variant none
 * @returns {Promise<string[]>} the objects
 */
export async function compileSources({
  program,
  folder: target,
  flags,
  names,
  kernels = kernelSources,
  variant,
  say = quietly,
}) {
  mkdirSync(target, { recursive: true });
  const plain = names.map((name) => ({ name, object: objectName(name, variant), flags }));
  const perSet = instructionSets(process.arch).flatMap((set) =>
    kernels.map((name) => ({
      name,
      object: objectName(name, set.name),
      flags: [...flags, ...set.flags],
    })),
  );
  const newest = newestHeader(sources);
  // Those that take longest first.
  const all = [...perSet, ...plain].map((one) => ({ ...one, object: join(target, one.object) }));
  const due = all.filter(({ name, object }) => {
    const changed = Math.max(newest, statSync(join(sources, name)).mtimeMs);
    return !existsSync(object) || statSync(object).mtimeMs < changed;
  });
  await inParallel(due, async ({ name, object, flags: own }) => {
    say(`compiling ${object.slice(target.length + 1)}`);
    await run(program, [...own, '-c', join(sources, name), '-o', object]);
  });
  return all.map(({ object }) => object);
}

/** The first compiler that runs, or null. */
export async function findCompiler() {
  const candidates = [process.env.CXX, 'g++', 'clang++', 'c++'].filter(Boolean);
  for (const candidate of candidates) {
    try {
      await run(candidate, ['--version']);
      return candidate;
    } catch {}
  }
  return null;
}

/** Runs a program; its output is in the error when it fails. */
export function run(program, args) {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.on('error', fail);
    child.on('close', (code) => {
      if (code === 0) done(output);
      else fail(new Error(`${program} ended with ${code}: ${output.trim().slice(0, 4000)}`));
    });
  });
}

/** Node's functions are found when the addon is loaded, not when it is linked. */
function linkFlags() {
  if (process.platform === 'darwin') return ['-bundle', '-undefined', 'dynamic_lookup'];
  return ['-shared', '-pthread', '-ldl', '-Wl,--as-needed', '-static-libstdc++', '-static-libgcc'];
}

function objectName(name, set) {
  const base = name.replaceAll('/', '-').replace(/\.cc$/, '');
  return `${set === undefined ? base : `${base}.${set}`}.o`;
}

/** Any header may concern any source. */
function newestHeader(directory) {
  const times = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.h'))
    .map((name) => statSync(join(directory, name)).mtimeMs);
  return Math.max(
    0,
    statSync(fileURLToPath(import.meta.resolve('./sources.mjs'))).mtimeMs,
    ...times,
  );
}

async function inParallel(items, work) {
  const left = [...items];
  const workers = Array.from({ length: availableParallelism() }, async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  });
  await Promise.all(workers);
}

function packageFile(name) {
  return createRequire(join(root, 'package.json')).resolve(name);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const at = process.argv.indexOf('--output');
  const output = at > 0 ? resolve(process.argv[at + 1]) : defaultOutput;
  const started = performance.now();
  try {
    await compileAddon({ output, say: (progress) => console.log(`  ${progress}`) });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${output} (${seconds} s)`);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
