#!/usr/bin/env node
/**
 * Makes a .deb with dpkg-deb alone. electron-builder calls it in the place of fpm, which it would
 * have to download: `fpm -s dir -t deb [--option value]… source=/destination…`.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Options without a value. */
const flags = new Set(['--force', '--debug']);
const scripts = { 'after-install': 'postinst', 'after-remove': 'postrm' };

const { options, mappings } = readCommandLine(process.argv.slice(2));
if (options.get('s')?.[0] !== 'dir' || options.get('t')?.[0] !== 'deb') {
  console.error('fpm-stand-in makes .deb files of folders, nothing else');
  process.exit(2);
}
const tree = mkdtempSync(join(tmpdir(), 'unroll-deb-'));
try {
  for (const { source, destination } of mappings) {
    mkdirSync(dirname(join(tree, destination)), { recursive: true });
    cpSync(source, join(tree, destination), { recursive: true, verbatimSymlinks: true });
  }
  const installedSize = Math.ceil(sizeOf(tree) / 1024);
  mkdirSync(join(tree, 'DEBIAN'));
  writeFileSync(join(tree, 'DEBIAN/control'), controlFile(installedSize));
  for (const [option, name] of Object.entries(scripts)) {
    const [script] = options.get(option) ?? [];
    if (script === undefined) continue;
    copyFileSync(script, join(tree, 'DEBIAN', name));
    chmodSync(join(tree, 'DEBIAN', name), 0o755);
  }
  process.exitCode = buildPackage();
} finally {
  rmSync(tree, { recursive: true, force: true });
}

function readCommandLine(args) {
  const options = new Map();
  const mappings = [];
  for (let i = 0; i < args.length; i++) {
    const argument = args[i];
    if (flags.has(argument)) continue;
    if (argument.startsWith('-')) {
      const name = argument.replace(/^-+/, '').replace(/^depends$/, 'd');
      options.set(name, [...(options.get(name) ?? []), args[++i]]);
    } else {
      const split = argument.lastIndexOf('=');
      mappings.push({ source: argument.slice(0, split), destination: argument.slice(split + 1) });
    }
  }
  return { options, mappings };
}

/** See deb-control(5). A description's later lines start with a space. */
function controlFile(installedSize) {
  const one = (name) => options.get(name)?.[0];
  const [summary, ...details] = (one('description') ?? one('name')).trim().split('\n');
  const fields = {
    Package: one('name'),
    Version: one('version'),
    Architecture: one('architecture'),
    Maintainer: one('maintainer'),
    'Installed-Size': installedSize,
    Section: one('category'),
    Priority: one('deb-priority') ?? 'optional',
    Depends: options.get('d')?.join(', '),
    Recommends: options.get('deb-recommends')?.join(', '),
    Description: [summary.trim(), ...details.map((line) => ` ${line.trim() || '.'}`)].join('\n'),
  };
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return `${given.map(([name, value]) => `${name}: ${value}`).join('\n')}\n`;
}

function sizeOf(path) {
  const entry = lstatSync(path, { throwIfNoEntry: false });
  if (entry === undefined) return 0;
  if (!entry.isDirectory()) return entry.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}

/** Level 1: half a gigabyte of libraries hardly shrinks further, and takes minutes more. */
function buildPackage() {
  const [file] = options.get('package') ?? options.get('p');
  const args = ['--root-owner-group', '-Zxz', '-z1', '--build', tree, file];
  return spawnSync('dpkg-deb', args, { stdio: 'inherit' }).status ?? 1;
}
