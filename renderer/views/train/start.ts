import type { NewRun, Run } from '../../../src/contract/index.ts';
import { linkFromHere } from '../../state/navigation.svelte.ts';
import { project } from '../../state/projects.svelte.ts';
import { applyRun } from '../../state/runs.svelte.ts';
import { request } from '../../workbench.ts';

/**
 * Queues runs in the open project and shows them, one on its own page, several side by side, unless the person has gone
 * elsewhere before they were queued.
 * @throws RequestError when the engine refuses one; then none is queued.
 */
export async function startRuns(list: readonly NewRun[]): Promise<readonly Run[]> {
  const follow = linkFromHere();
  const projectId = project()?.id;
  const started = await request(
    'runs.createAll',
    list.map((run) => (projectId === undefined ? run : { ...run, projectId })),
  );
  for (const run of started) applyRun(run);
  const [first] = started;
  if (started.length === 1 && first !== undefined) follow({ view: 'run', runId: first.id });
  if (started.length > 1) follow({ view: 'compare', runIds: started.map((run) => run.id) });
  return started;
}
