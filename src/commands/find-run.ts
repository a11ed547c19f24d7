import { nearestName, type Run, UnrollError } from '../contract/index.ts';
import type { Workbench } from '../workbench.ts';

/** A run by its name or its number. @throws UnrollError that names the nearest one */
export async function findRun(workbench: Workbench, given: string): Promise<Run> {
  const runs = await workbench.handlers['runs.list']();
  const byName = runs.find((run) => run.name === given);
  const found = byName ?? runs.find((run) => String(run.id) === given);
  if (found !== undefined) return found;
  const nearest = nearestName(
    given,
    runs.map((run) => run.name),
  );
  throw new UnrollError({
    code: 'no-such-run',
    message: `There is no run ${given}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`,
    where: given,
    hint: runs.length === 0 ? 'No run has been made in this home folder.' : 'See: unroll list',
  });
}
