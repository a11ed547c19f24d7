import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import { samplePath } from './support/samples.ts';

const packaged = process.env['UNROLL_PACKAGED_EXECUTABLE'];
const command = resolve(import.meta.dirname, '../../build/package/command.sh');

test.skip(packaged === undefined, 'only a package has a command of its own');

test('the command of the package checks the machine and trains', () => {
  test.setTimeout(180_000);
  const home = mkdtempSync(join(tmpdir(), 'unroll-command-'));
  const env = { ...process.env, UNROLL_APPLICATION: dirname(packaged!) };
  const unroll = (...args: string[]) =>
    execFileSync(command, [...args, '--home', home], { env, encoding: 'utf8', stdio: 'pipe' });
  try {
    expect(unroll('doctor')).toMatch(/^ok +TensorFlow/m);
    const settings = ['max_steps=4', 'eval_every=4', 'hidden_size=8', 'cell=slstm'];
    const set = settings.flatMap((one) => ['--set', one]);
    unroll('train', '--data', samplePath('three-hundred-tang-poems.txt'), ...set, '--name', 'one');
    expect(unroll('list')).toMatch(/one.*completed/);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
