#!/usr/bin/env node
/**
 * Writes docs/third-party-notices.md: every package that reaches a person's machine with Unroll,
 * bundled or beside the bundles, with its licence's text. Run it after the dependencies have changed.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundle } from './bundle.mjs';
import { productionPackages } from './package/modules.mjs';

const root = resolve(import.meta.dirname, '..');
const bundles = ['main', 'preload', 'renderer/assets'];
/** Reach the window without leaving a trace in its source maps. */
const assets = ['@fontsource-variable/inter'];
const licenceFile = /^(licen[cs]e|copying|unlicense)(-\w+|\.\w+)*$/i;

const { failed } = await bundle();
if (failed.length > 0) process.exit(1);
const packages = [
  ...new Set([...bundledPackages(), ...assets.map(folderOf), ...productionPackages()]),
]
  .map(readPackage)
  .sort((a, b) => (a.name < b.name ? -1 : 1));
const file = 'docs/third-party-notices.md';
writeFileSync(join(root, file), notices(packages));
console.log(`${file}: ${packages.length} packages`);

/** Folders of the packages whose files the bundles' source maps name. */
function bundledPackages() {
  const maps = bundles.flatMap((folder) => {
    const path = join(root, 'out', folder);
    return readdirSync(path)
      .filter((name) => name.endsWith('.map'))
      .map((name) => join(path, name));
  });
  const sources = maps.flatMap((file) => JSON.parse(readFileSync(file, 'utf8')).sources);
  return sources
    .map((source) => /^.*?(node_modules\/.*)$/.exec(source)?.[1])
    .filter((path) => path !== undefined)
    .map((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1])
    .filter((path) => path !== undefined);
}

function folderOf(name) {
  return `node_modules/${name}`;
}

function readPackage(path) {
  const folder = join(root, path);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((name) => licenceFile.test(name));
  return {
    name: manifest.name,
    version: manifest.version,
    licence:
      manifest.license ?? manifest.licenses?.map((one) => one.type).join(' or ') ?? 'see text',
    text: file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim(),
  };
}

/** Packages under the same text share one section. */
function notices(all) {
  const sections = groupByText(all);
  const parts = [...sections].map(([text, group]) => {
    const list = group.map(({ name, version, licence }) => `- ${name} ${version} (${licence})`);
    return [...list, ...(text === '' ? [] : ['', '```text', text, '```'])].join('\n');
  });
  return `${[introduction(), ...parts].join('\n\n')}\n`;
}

function groupByText(all) {
  const groups = new Map();
  for (const one of all) groups.set(one.text, [...(groups.get(one.text) ?? []), one]);
  return groups;
}

function introduction() {
  const samples = existsSync(join(root, 'build/resources/samples/NOTICE.md'));
  return [
    '# Third-party notices',
    '',
    'Unroll is MIT-licensed (LICENSE) and is distributed with the software below. Written by',
    '`npm run notices`.',
    '',
    '- Electron (MIT), with Chromium, Node.js and others: their notices lie beside the executable in',
    '  `LICENSE.electron.txt` and `LICENSES.chromium.html`.',
    '- TensorFlow (Apache-2.0, The TensorFlow Authors): the library that tfjs-node loads.',
    ...(samples ? ['- Sample data: `build/resources/samples/NOTICE.md`.'] : []),
  ].join('\n');
}
