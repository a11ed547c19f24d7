import type { Run, SettingValue } from '../contract/index.ts';

/** Settings that change nothing of what is learnt. */
const bookkeeping = new Set(['samples_every', 'checkpoint_every', 'keep_checkpoints']);

/** Equal for runs that differ in nothing but the seed. */
export function settingsKey(run: Run): string {
  const settings = Object.entries(run.settings)
    .filter(([name]) => name !== 'seed' && !bookkeeping.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([run.task, run.datasetHash, settings]);
}

/** Runs by their settings without the seed, in the order of their first members. */
export function seedGroups(runs: readonly Run[]): Run[][] {
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    const key = settingsKey(run);
    const known = groups.get(key);
    if (known) known.push(run);
    else groups.set(key, [run]);
  }
  return [...groups.values()];
}

/** The smallest seeds from 1 on that no run of a group has. */
export function nextSeeds(group: readonly Run[], count: number): number[] {
  const taken = new Set(group.map(({ seed }) => seed));
  const seeds: number[] = [];
  for (let seed = 1; seeds.length < count; seed++) if (!taken.has(seed)) seeds.push(seed);
  return seeds;
}

/** What tells each group from the others: `cell=gru, lr=0.01`. Empty where nothing does. */
export function groupLabels(groups: readonly (readonly Run[])[]): string[] {
  const firsts = groups.map(([first]) => first!);
  const names = new Set(firsts.flatMap(({ settings }) => Object.keys(settings)));
  const differing = [...names].filter(
    (name) =>
      name !== 'seed' && new Set(firsts.map(({ settings }) => show(settings[name]))).size > 1,
  );
  const sameData = new Set(firsts.map(({ datasetHash }) => datasetHash)).size === 1;
  return firsts.map(({ settings, datasetHash }) => {
    const parts = differing.map((name) => `${name}=${show(settings[name])}`);
    return [...(sameData ? [] : [`data ${datasetHash.slice(0, 8)}`]), ...parts].join(', ');
  });
}

function show(value: SettingValue | undefined): string {
  if (value === undefined) return '–';
  return typeof value === 'object' ? value.join(' ') : String(value);
}
