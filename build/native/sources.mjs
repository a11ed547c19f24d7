/**
 * What the addon of recurrent kernels is compiled from, and how: read by set-up, by the sanitizers'
 * builds and by packaging. Paths are relative to the repository.
 */

export const folder = 'src/kernels/native';

/** Compiled once. */
export const commonSources = [
  'call.cc',
  'dropout/dropout.cc',
  'embedding/copy-rows.cc',
  'embedding/gather-rows.cc',
  'kept-memory.cc',
  'loaded-libraries.cc',
  'loss/linear-cross-entropy.cc',
  'loss/operations.cc',
  'loss/plain-cross-entropy.cc',
  'operation.cc',
  'operations.cc',
  'optimizer/kept-values.cc',
  'optimizer/row-sums.cc',
  'optimizer/update.cc',
  'peak/peak.cc',
  'processor.cc',
  'recurrent/operations.cc',
  'scan/memory.cc',
  'scan/scan.cc',
  'start-up-memory.cc',
  'system-memory.cc',
  'tensorflow-api.cc',
  'thread-pool.cc',
  'workspace.cc',
];

/** The entry for Node, which needs its headers. */
export const addonSources = ['addon.cc'];

/**
 * Compiled once for each instruction set (src/kernels/native/vector/isa.h); those that take longest
 * first.
 */
export const kernelSources = [
  'dropout/dropout-kernels.cc',
  'recurrent/kernels.cc',
  'recurrent/normalized-kernels.cc',
  'loss/cross-entropy-kernels.cc',
  'optimizer/update-kernels.cc',
  'peak/arithmetic.cc',
  'scan/memory-kernels.cc',
  'scan/scan-kernels.cc',
];

const avx512 = ['-mavx2', '-mfma', '-mavx512f', '-mavx512dq', '-mavx512bw', '-mavx512vl'];

/**
 * Instruction sets with the flags that allow them. The plainest is what the compiler makes for any
 * processor of the architecture; it is first, so that the linker takes its copy of a function that
 * the files of all sets define alike.
 * @param {string} architecture as in `process.arch`
 * @returns {{ name: string; flags: string[] }[]}
 */
export function instructionSets(architecture) {
  const portable = { name: 'portable', flags: [] };
  if (architecture !== 'x64') return [portable];
  return [
    portable,
    { name: 'avx2', flags: ['-mavx2', '-mfma'] },
    { name: 'avx512', flags: [...avx512, '-mprefer-vector-width=512'] },
    { name: 'avx512-bf16', flags: [...avx512, '-mavx512bf16', '-mprefer-vector-width=512'] },
  ];
}

/** Warnings are for the one who changes the sources; a newer compiler's must not break set-up. */
export const commonFlags = ['-std=c++17', '-fPIC', '-fvisibility=hidden'];
export const optimisation = ['-O3', '-DNDEBUG'];
