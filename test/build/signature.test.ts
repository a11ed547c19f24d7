import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { signatureOf } from '../../build/support/signature.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'unroll-signature-'));
  for (const file of ['package.json', 'build/bundle.mjs', 'build/support/messages.mjs'])
    write(file);
  write('src/a.ts');
  write('src/deep/b.ts');
  write('renderer/main.ts');
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, text = path): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

test('changes with an edited, an added and a removed source', () => {
  const before = signatureOf(root, ['src']);
  expect(signatureOf(root, ['src'])).toBe(before);
  write('src/deep/b.ts', 'edited');
  const edited = signatureOf(root, ['src']);
  write('src/c.ts');
  const added = signatureOf(root, ['src']);
  rmSync(join(root, 'src/a.ts'));
  const removed = signatureOf(root, ['src']);
  expect(new Set([before, edited, added, removed]).size).toBe(4);
});

test('stays with other folders and with what the bundling writes itself', () => {
  const before = signatureOf(root, ['src']);
  write('renderer/main.ts', 'edited');
  expect(signatureOf(root, ['src'])).toBe(before);
  const renderer = signatureOf(root, ['renderer']);
  write('renderer/paraglide/messages.js');
  expect(signatureOf(root, ['renderer'])).toBe(renderer);
});

test('changes with how things are bundled', () => {
  const before = signatureOf(root, ['src']);
  write('build/bundle.mjs', 'edited');
  expect(signatureOf(root, ['src'])).not.toBe(before);
});
