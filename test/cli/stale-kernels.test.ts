import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultOutput } from '../../build/native/compile.mjs';
import { kernelStamp } from '../../build/native/stamp.mjs';
import { temporaryHome } from '../support/temporary-home.ts';

const root = resolve(import.meta.dirname, '../..');
const demand = join(root, 'build/resources/samples/electricity-demand.csv');

/** A copy of the program beside an addon that says that it was made of other sources. */
function withStaleAddon(): string {
  const folder = temporaryHome();
  const main = join(folder, 'out/main');
  mkdirSync(main, { recursive: true });
  for (const name of readdirSync(join(root, 'out/main'))) {
    if (/^(cli|trainer)\b.*\.js$/.test(name))
      cpSync(join(root, 'out/main', name), join(main, name));
  }
  for (const name of ['node_modules', 'package.json', 'build'])
    symlinkSync(join(root, name), join(folder, name));
  const addon = readFileSync(defaultOutput);
  const place = addon.indexOf(kernelStamp());
  expect(place).toBeGreaterThan(0);
  addon.write('0'.repeat(kernelStamp().length), place);
  mkdirSync(join(folder, 'out/native'));
  writeFileSync(join(folder, 'out/native', basename(defaultOutput)), addon);
  return join(main, 'cli.js');
}

describe('compiled kernels of other sources', () => {
  it('are not used: doctor says what to do, and training takes slower ones', () => {
    const program = withStaleAddon();
    const unroll = (...args: string[]) =>
      execFileSync(process.execPath, [program, ...args, '--home', temporaryHome()], {
        encoding: 'utf8',
        env: { ...process.env, NO_COLOR: '1' },
      });
    const { items } = JSON.parse(unroll('doctor', '--json'));
    expect(items.find(({ name }: { name: string }) => name === 'Kernels')).toMatchObject({
      state: 'warning',
      detail: expect.stringContaining('compiled from other sources'),
      advice: expect.stringContaining('npm run setup'),
    });
    const network = ['--set', 'hidden_size=8', '--set', 'max_steps=3', '--json'];
    const told = unroll('train', '--data', demand, ...network);
    expect(told).toContain('"status":"completed"');
  }, 90_000);
});
