import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { extractZip } from './archive.mjs';
import { ask, isProgram, reasonIn, run } from './commands.mjs';
import { installPackages } from './debian.mjs';
import { packageFolder } from './folders.mjs';

const version = '2.21.0';
const platforms = { x64: 'manylinux_2_27_x86_64', arm64: 'manylinux_2_27_aarch64' };
const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
/** The names under which the addon looks for them. */
const aliases = {
  'libtensorflow.so': 'libtensorflow_cc.so.2',
  'libtensorflow_framework.so': 'libtensorflow_framework.so.2',
};
/** Folders of the wheel that hold the C interface's headers and what these include. */
const headers =
  /^tensorflow\/include\/((tensorflow\/c|tensorflow\/core\/platform|tsl\/platform|xla\/tsl\/c)\/[^/]*\.h|tensorflow\/c\/eager\/c_api\.h)$/;

/**
 * Puts the library of the pip wheel into the package's `deps` and compiles the addon against it.
 * @throws when pip, a compiler or the wheel cannot be had
 */
export async function bringFromWheel(folder, say) {
  const platform = process.platform === 'linux' && platforms[process.arch];
  if (!platform) return false;
  await ensureTools(say);
  const work = mkdtempSync(join(tmpdir(), 'unroll-tensorflow-'));
  try {
    say(`downloading TensorFlow ${version} with pip`);
    const wheel = await fetchWheel(work, platform);
    say('unpacking the library');
    await unpackWheel(wheel, join(folder, 'deps'));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  say('compiling the addon');
  await compileAddon(folder);
  return true;
}

async function ensureTools(say) {
  const missing = [];
  if (ask('python3', ['-m', 'pip', '--version']) === null) missing.push('python3-pip');
  if (!isProgram(compiler())) missing.push('g++');
  if (missing.length === 0) return;
  say(`installing ${missing.join(', ')}`);
  await installPackages(missing);
}

/** Without the two limits pip waits minutes for a main index that cannot be reached. */
async function fetchWheel(work, platform) {
  const { ok, output } = await run('python3', [
    ...['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:'],
    ...['--python-version', '3.11', '--platform', platform],
    ...['--retries', '0', '--timeout', '5', '--dest', work, `tensorflow-cpu==${version}`],
  ]);
  const wheel = readdirSync(work).find((name) => name.endsWith('.whl'));
  if (!ok || !wheel) throw new Error(`pip has no TensorFlow: ${reasonIn(output)}`);
  return join(work, wheel);
}

async function unpackWheel(wheel, deps) {
  const lib = join(deps, 'lib');
  rmSync(deps, { recursive: true, force: true });
  mkdirSync(lib, { recursive: true });
  await extractZip(wheel, (member) => {
    const header = headers.exec(member);
    if (header) return join(deps, 'include', header[1]);
    const isLibrary = libraries.some((library) => member === `tensorflow/${library}`);
    return isLibrary ? join(lib, basename(member)) : null;
  });
  for (const [alias, library] of Object.entries(aliases)) symlinkSync(library, join(lib, alias));
  // Symbols nobody resolves: a quarter of the size. Not having the tool costs only space.
  if (isProgram('strip')) {
    await run('strip', ['--strip-unneeded', ...libraries.map((library) => join(lib, library))]);
  }
}

async function compileAddon(folder) {
  const output = join(folder, 'lib/napi-v8');
  const sources = readdirSync(join(folder, 'binding')).filter((name) => name.endsWith('.cc'));
  mkdirSync(output, { recursive: true });
  const compiled = await run(
    compiler(),
    [
      ...['-O2', '-fPIC', '-shared', '-std=c++17', '-DNAPI_VERSION=8'],
      ...['-I', join(packageFolder('node-api-headers'), 'include'), '-I', 'deps/include'],
      ...sources.map((name) => `binding/${name}`),
      ...['-o', join(output, 'tfjs_binding.node')],
      ...['-Ldeps/lib', '-ltensorflow', '-ltensorflow_framework'],
      '-Wl,-rpath,$ORIGIN/../../deps/lib',
    ],
    { cwd: folder },
  );
  if (!compiled.ok) throw new Error(`the addon does not compile: ${reasonIn(compiled.output)}`);
}

const compiler = () => process.env.CXX || 'g++';
