#!/usr/bin/env node
/**
 * Where the time of a recurrent layer goes:
 * `npm run phases -- CELL HIDDEN,TIME,BATCH fp32|mixed THREADS SECONDS [INPUT]`
 * (test/bench/native/phases.cc); `CELL+norm` is one with layer normalisation.
 */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { compileSources, findCompiler, run } from './compile.mjs';
import { commonFlags, folder, optimisation } from './sources.mjs';

const root = resolve(import.meta.dirname, '../..');
const target = join(root, 'out/native/phases');
const compiler = await findCompiler();
if (compiler === null) {
  console.error('There is no C++ compiler (g++, clang++ or CXX)');
  process.exit(1);
}
const flags = [...commonFlags, ...optimisation, '-DUNROLL_PHASE_CLOCK'];
const objects = await compileSources({
  program: compiler,
  folder: target,
  flags,
  names: ['kept-memory.cc', 'processor.cc', 'system-memory.cc', 'thread-pool.cc', 'workspace.cc'],
  kernels: ['recurrent/kernels.cc', 'recurrent/normalized-kernels.cc', 'peak/arithmetic.cc'],
});
const program = join(target, 'phases');
const source = join(root, 'test/bench/native/phases.cc');
const include = `-I${join(root, folder)}`;
await run(compiler, [...flags, include, source, ...objects, '-o', program, '-pthread']);
process.exit(spawnSync(program, process.argv.slice(2), { stdio: 'inherit' }).status ?? 1);
