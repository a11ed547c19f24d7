#!/usr/bin/env node
/**
 * `npm run sanitize [-- TRIALS]`: random sequences, output layers, updates and scans through all
 * kernels, and blocks of memory, under the address and undefined-behaviour sanitizers, then under the
 * thread sanitizer (test/kernels/native/fuzz*.cc).
 * The operations' cores run without TensorFlow and Node, which sanitizers cannot look into.
 */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { compileSources, findCompiler, run } from './compile.mjs';
import { commonFlags, folder } from './sources.mjs';

const root = resolve(import.meta.dirname, '../..');
const trials = process.argv[2] ?? '60';
const kernels = [
  'recurrent/kernels.cc',
  'recurrent/normalized-kernels.cc',
  'loss/cross-entropy-kernels.cc',
  'optimizer/update-kernels.cc',
  'scan/memory-kernels.cc',
  'scan/scan-kernels.cc',
  'dropout/dropout-kernels.cc',
];
const names = [
  ...['processor.cc', 'thread-pool.cc', 'recurrent/reference.cc', 'embedding/copy-rows.cc'],
  ...['kept-memory.cc', 'system-memory.cc', 'workspace.cc'],
  ...['loss/linear-cross-entropy.cc', 'loss/plain-cross-entropy.cc', 'optimizer/row-sums.cc'],
];
const drivers = ['fuzz', 'fuzz-loss', 'fuzz-scan', 'fuzz-memory', 'fuzz-kept-memory'];

const builds = [
  { name: 'address', flags: ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'] },
  { name: 'thread', flags: ['-fsanitize=thread'] },
];

const compiler = await findCompiler();
if (compiler === null) {
  console.error('There is no C++ compiler (g++, clang++ or CXX)');
  process.exit(1);
}
for (const { name, flags: sanitizer } of builds) {
  const started = performance.now();
  const target = join(root, 'out/native', name);
  // Some optimisation: without any the templates of the kernels run fifty times slower.
  const flags = [...commonFlags, '-O1', '-g1', '-fno-omit-frame-pointer', ...sanitizer];
  const objects = await compileSources({
    program: compiler,
    folder: target,
    flags,
    names,
    kernels,
  });
  let isClean = true;
  for (const driver of drivers) {
    const program = join(target, driver);
    const source = join(root, 'test/kernels/native', `${driver}.cc`);
    const include = `-I${join(root, folder)}`;
    await run(compiler, [...flags, include, source, ...objects, '-o', program, '-pthread']);
    const { status } = spawnSync(program, [trials], { stdio: 'inherit' });
    isClean &&= status === 0;
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`${isClean ? 'clean' : 'FAILED'}  ${name} sanitizer (${seconds} s)`);
  if (!isClean) process.exit(1);
}
