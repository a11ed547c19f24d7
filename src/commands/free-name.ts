import type { Workbench } from '../workbench.ts';

/** A home folder may hold the runs of an earlier call: the name, else with the first free number. */
export async function freeName(workbench: Workbench, wanted: string): Promise<string> {
  const taken = new Set((await workbench.handlers['runs.list']()).map(({ name }) => name));
  let name = wanted;
  for (let n = 2; taken.has(name); n++) name = `${wanted}-${n}`;
  return name;
}
