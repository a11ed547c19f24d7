#!/usr/bin/env node
/**
 * `npm run sanitize [-- TRIALS]`: random sequences through all kernels under the address and
 * undefined-behaviour sanitizers, then under the thread sanitizer (test/kernels/native/fuzz.cc).
 * The operations' cores run without TensorFlow and Node, which sanitizers cannot look into.
 */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { compileSources, findCompiler, run } from './compile.mjs';
import { commonFlags, folder } from './sources.mjs';

const root = resolve(import.meta.dirname, '../..');
const trials = process.argv[2] ?? '60';
const kernels = ['recurrent/kernels.cc'];
const names = ['processor.cc', 'thread-pool.cc', 'workspace.cc', 'recurrent/reference.cc'];

const builds = [
  { name: 'address', flags: ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'] },
  { name: 'thread', flags: ['-fsanitize=thread'] },
];

const program = await findCompiler();
if (program === null) {
  console.error('There is no C++ compiler (g++, clang++ or CXX)');
  process.exit(1);
}
for (const { name, flags: sanitizer } of builds) {
  const started = performance.now();
  const target = join(root, 'out/native', name);
  // Some optimisation: without any the templates of the kernels run fifty times slower.
  const flags = [...commonFlags, '-O1', '-g1', '-fno-omit-frame-pointer', ...sanitizer];
  const objects = await compileSources({ program, folder: target, flags, names, kernels });
  const driver = join(target, 'fuzz');
  const source = join(root, 'test/kernels/native/fuzz.cc');
  await run(program, [
    ...flags,
    `-I${join(root, folder)}`,
    source,
    ...objects,
    '-o',
    driver,
    '-pthread',
  ]);
  const { status } = spawnSync(driver, [trials], { stdio: 'inherit' });
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`${status === 0 ? 'clean' : 'FAILED'}  ${name} sanitizer (${seconds} s)`);
  if (status !== 0) process.exit(1);
}
