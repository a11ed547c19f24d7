import { relative, resolve } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { layerRules, layerTable } from '../layers.mjs';

const root = resolve(import.meta.dirname, '../..');

/** Checks every import against the layer table and prints what breaks it. */
export async function checkLayers() {
  const result = await cruise(['src', 'electron', 'renderer'], {
    baseDir: root,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^renderer/paraglide' },
    tsPreCompilationDeps: true,
    validate: true,
    ruleSet: { forbidden: layerRules() },
  });
  if (typeof result.output === 'string') throw new Error(result.output);
  const { violations } = result.output.summary;
  for (const violation of violations) console.log(violationLine(violation));
  if (violations.length > 0) console.log(`\nWhat each layer may import:\n${layerTable()}\n`);
  return violations.length === 0;
}

/**
 * A cycle and a chain name all their members, a plain import its two ends.
 * @param {import('dependency-cruiser').IViolation} violation
 */
function violationLine({ rule, from, to, cycle, via }) {
  const rest = (cycle ?? via)?.map(({ name }) => name) ?? [to];
  const [first, ...others] = [from, ...rest].map((path) => relative(root, resolve(root, path)));
  return `${first} -> ${others.join(' -> ')}   (${rule.name})`;
}
