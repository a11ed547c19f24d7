import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const standIn = resolve(import.meta.dirname, '../../build/package/fpm-stand-in.mjs');
const command = resolve(import.meta.dirname, '../../build/package/command.sh');
const hasDpkg = spawnSync('dpkg-deb', ['--version']).status === 0;

test.runIf(hasDpkg)('makes a .deb that dpkg reads: fields, files, links and scripts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'unroll-deb-test-'));
  try {
    const application = join(folder, 'application');
    mkdirSync(application);
    writeFileSync(join(application, 'unroll'), 'program', { mode: 0o755 });
    symlinkSync('unroll', join(application, 'link'));
    writeFileSync(join(folder, 'after'), '#!/bin/sh\nexit 0\n');
    const file = join(folder, 'unroll.deb');
    const made = spawnSync(process.execPath, [
      ...[standIn, '-s', 'dir', '--force', '-t', 'deb'],
      ...['--name', 'unroll', '--version', '1.2.3', '--architecture', 'amd64'],
      ...['--maintainer', 'Somebody <somebody@example.invalid>'],
      ...['--description', 'First line\n second line', '--after-install', join(folder, 'after')],
      ...['-d', 'libnss3', '-d', 'libgtk-3-0 | libgtk-3-0t64', '--package', file],
      `${command}=/usr/bin/unroll`,
      `${application}/=/opt/Unroll`,
    ]);
    expect(made.stderr.toString()).toBe('');
    const field = (name: string) => query('--field', file, name).trim();
    expect(field('Version')).toBe('1.2.3');
    expect(field('Depends')).toBe('libnss3, libgtk-3-0 | libgtk-3-0t64');
    expect(field('Description')).toBe('First line\n second line');
    const contents = query('--contents', file);
    expect(contents).toMatch(/^-rwxr-xr-x root\/root .* \.\/opt\/Unroll\/unroll$/m);
    expect(contents).toMatch(/\.\/opt\/Unroll\/link -> unroll$/m);
    expect(contents).toMatch(/^-rwxr-xr-x root\/root .* \.\/usr\/bin\/unroll$/m);
    expect(query('--info', file, 'postinst')).toContain('exit 0');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('refuses what is not a folder made into a .deb', () => {
  const { status, stderr } = spawnSync(process.execPath, [standIn, '-s', 'dir', '-t', 'rpm']);
  expect(status).toBe(2);
  expect(stderr.toString()).toContain('nothing else');
});

function query(...args: string[]): string {
  return spawnSync('dpkg-deb', args).stdout.toString();
}
