#!/usr/bin/env node
/**
 * Completes package-lock.json after `npm install` against a registry that serves the packages of
 * one platform only: npm then leaves the other platforms' optional packages out of the lock, and
 * `npm ci` refuses it everywhere. Their entries follow from the exact versions that their parents
 * ask for and from the platform in their names.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'openharmony', 'sunos', 'win32'];
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64'];

const file = resolve(import.meta.dirname, '../../package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));
const added = [];
for (const [path, parent] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    if (path !== '' && !isLocked(path, name)) {
      lock.packages[`node_modules/${name}`] = entryFor(name, version, parent.dev === true);
      added.push(`${name}@${version}`);
    }
  }
}
if (added.length > 0) {
  lock.packages = Object.fromEntries(
    Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')),
  );
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
}
console.log(added.length > 0 ? `added ${added.join(', ')}` : 'package-lock.json is complete');

/** As Node looks for it: beside the parent's own packages, then in each folder above. */
function isLocked(parentPath, name) {
  for (let path = parentPath; ; path = path.slice(0, path.lastIndexOf('node_modules/'))) {
    const base = path === '' || path.endsWith('/') ? path : `${path}/`;
    if (`${base}node_modules/${name}` in lock.packages) return true;
    if (path === '') return false;
    path = path.replace(/\/$/, '');
  }
}

function entryFor(name, version, dev) {
  if (!/^\d+\.\d+\.\d+/.test(version)) throw new Error(`${name}: ${version} is no exact version`);
  const words = name.split(/[/-]/);
  const os = systems.filter((system) => words.includes(system));
  const cpu = processors.filter((processor) => words.includes(processor));
  if (os.length !== 1) throw new Error(`${name}: no platform in its name`);
  return {
    version,
    ...(cpu.length > 0 ? { cpu } : {}),
    ...(dev ? { dev } : {}),
    optional: true,
    os,
    ...(name.includes('musl') ? { libc: ['musl'] } : {}),
  };
}
