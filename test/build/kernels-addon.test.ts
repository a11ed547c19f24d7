import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
/** Some addon that loads in Node: what the compiler's stand-in gives for its product. */
const anyAddon = join(
  dirname(createRequire(import.meta.url).resolve('better-sqlite3/package.json')),
  'build/Release/better_sqlite3.node',
);

let work: string;
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'unroll-kernels-'));
  // Notes each call; an object is an empty file, the addon a copy.
  const script = `#!/bin/sh
echo "$@" >> "${work}/calls"
case "$*" in
  *--version*) echo "stand-in 1.0" ;;
  *.node*) for word in "$@"; do case "$word" in *.node) cp "${anyAddon}" "$word" ;; esac; done ;;
  *) while [ "$1" != "-o" ]; do shift; done; : > "$2" ;;
esac
`;
  writeFileSync(join(work, 'compiler'), script);
  chmodSync(join(work, 'compiler'), 0o755);
});
afterAll(() => rmSync(work, { recursive: true }));

/** The parts of a checkout that compiling needs. */
function checkout(name: string): string {
  const folder = join(work, name);
  mkdirSync(join(folder, 'src/kernels'), { recursive: true });
  for (const part of ['package.json', 'build', 'src/kernels/native']) {
    cpSync(join(root, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** Makes the kernels of a checkout. @returns what was done, and how often the compiler compiled */
function make(folder: string, compiler = join(work, 'compiler')) {
  writeFileSync(join(work, 'calls'), '');
  const module = JSON.stringify(join(folder, 'build/setup/kernels-addon.mjs'));
  const program = `
    const { kernelsOutcome, makeKernels } = await import(${module});
    const outcome = kernelsOutcome() ?? (await makeKernels(() => {}));
    console.log(JSON.stringify(outcome));`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', program],
    {
      encoding: 'utf8',
      env: { XDG_CACHE_HOME: join(work, 'cache'), PATH: '/nowhere:/usr/bin:/bin', CXX: compiler },
    },
  );
  expect(stderr).toBe('');
  const calls = readFileSync(join(work, 'calls'), 'utf8').split('\n');
  return {
    outcome: JSON.parse(stdout) as { how?: string; refusal?: string },
    compiled: calls.filter((call) => call.includes(' -c ')).length,
    addon: existsSync(join(folder, 'out/native/unroll_kernels.node')),
  };
}

test('sources are compiled once for all checkouts, and again when one has changed', () => {
  const first = checkout('first');
  const made = make(first);
  expect(made.compiled).toBeGreaterThan(0);
  expect(made.outcome.how).toMatch(/^compiled with stand-in 1\.0 in \d+ s$/);
  expect(make(first)).toMatchObject({ compiled: 0, addon: true });

  const second = checkout('second');
  const taken = make(second);
  expect(taken).toMatchObject({ compiled: 0, addon: true });
  expect(taken.outcome.how).toContain('taken from the cache');

  const source = join(second, 'src/kernels/native/operations.cc');
  utimesSync(source, new Date(), new Date());
  expect(make(second)).toMatchObject({ compiled: 0, addon: true });
  appendFileSync(source, '\n');
  expect(make(second).compiled).toBeGreaterThan(0);
});

test('where it does not compile the older addon is taken away, and the reason told', () => {
  const folder = checkout('third');
  expect(make(folder).addon).toBe(true);
  appendFileSync(join(folder, 'src/kernels/native/operations.cc'), '\n// Another state.\n');
  const broken = join(work, 'broken');
  writeFileSync(broken, '#!/bin/sh\ncase "$*" in *--version*) exit 0 ;; esac\nexit 1\n');
  chmodSync(broken, 0o755);
  const { outcome, addon } = make(folder, broken);
  expect(outcome.refusal).toContain('do not compile');
  expect(addon).toBe(false);
});
