import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { layerRules, layers, layerTable } from '../../build/layers.mjs';

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'unroll-layers-'));
});
afterEach(() => rmSync(project, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}

/** Names of the broken rules with the importing file, for a project of these files. */
async function violations(files: Record<string, string>): Promise<string[]> {
  for (const [path, text] of Object.entries(files)) write(path, text);
  for (const name of ['@tensorflow/tfjs-core', 'zod']) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }));
    write(`node_modules/${name}/index.js`, 'module.exports = {};');
  }
  write(
    'package.json',
    JSON.stringify({ dependencies: { '@tensorflow/tfjs-core': '4', zod: '4' } }),
  );
  const { output } = await cruise(['src', 'renderer'], {
    baseDir: project,
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    validate: true,
    ruleSet: { forbidden: layerRules() },
  });
  if (typeof output === 'string') throw new Error(output);
  return output.summary.violations.map((one) => `${one.from}: ${one.rule.name}`);
}

test('imports that the table allows break nothing', async () => {
  const found = await violations({
    'src/contract/records.ts': `import { z } from 'zod'; export const schema = z;`,
    'src/models/dense.ts': `import * as tf from '@tensorflow/tfjs-core'; export const dense = tf;`,
    'src/trainer/loop.ts': `import { dense } from '../models/dense.ts'; console.log(dense);`,
    'renderer/main.ts': `import { schema } from '../src/contract/records.ts'; console.log(schema);`,
  });
  expect(found).toEqual([]);
});

test('a layer may import no layer above it, no package of others and no Node in the window', async () => {
  const found = await violations({
    'src/contract/records.ts': `import '../store/runs.ts';`,
    'src/store/runs.ts': `import * as tf from '@tensorflow/tfjs-core'; export const runs = tf;`,
    'src/models/cells/lstm.ts': `import '../dense.ts';`,
    'src/models/dense.ts': `export const dense = 1;`,
    'renderer/main.ts': `import { readFileSync } from 'node:fs'; console.log(readFileSync);`,
  });
  expect(found.sort()).toEqual([
    "renderer/main.ts: renderer imports Node's modules",
    'src/contract/records.ts: contract imports own code',
    'src/models/cells/lstm.ts: cells imports own code',
    'src/store/runs.ts: store imports packages',
  ]);
});

test('the engine must not reach TensorFlow through anything, and cycles are found', async () => {
  const found = await violations({
    'src/workbench.ts': `import './tasks/index.ts';`,
    'src/tasks/index.ts': `import './forecasting.ts';`,
    'src/tasks/forecasting.ts': `import * as tf from '@tensorflow/tfjs-core'; console.log(tf);`,
    'src/store/a.ts': `import { b } from './b.ts'; export const a = b;`,
    'src/store/b.ts': `import { a } from './a.ts'; export const b = a;`,
    'renderer/main.ts': '',
  });
  expect(found).toContain('src/workbench.ts: src/workbench.ts must not reach TensorFlow');
  expect(found.filter((one) => one.endsWith('no import cycles'))).not.toEqual([]);
});

test('the printed table has a line for each layer', () => {
  const lines = layerTable().split('\n');
  expect(lines).toHaveLength(Object.keys(layers).length);
  expect(lines.find((line) => line.includes('store '))).toMatch(/contract, filter, better-sqlite3/);
});
