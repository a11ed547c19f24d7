import { relative, resolve } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { layerRules, layerTable } from '../layers.mjs';

const root = resolve(import.meta.dirname, '../..');

/** Checks every import against the layer table and prints what breaks it. */
export async function checkLayers() {
  const { output } = await cruise(['src', 'electron', 'renderer'], {
    baseDir: root,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^renderer/paraglide' },
    tsPreCompilationDeps: true,
    validate: true,
    ruleSet: { forbidden: layerRules() },
  });
  const { violations } = output.summary;
  for (const violation of violations) console.log(violationLine(violation));
  if (violations.length > 0) console.log(`\nWhat each layer may import:\n${layerTable()}\n`);
  return violations.length === 0;
}

/** A cycle and a chain name all their members, a plain import its two ends. */
function violationLine({ rule, from, to, cycle, via }) {
  const rest = (cycle ?? via)?.map(({ name }) => name) ?? [to];
  const [first, ...others] = [from, ...rest].map((path) => relative(root, resolve(root, path)));
  return `${first} -> ${others.join(' -> ')}   (${rule.name})`;
}
