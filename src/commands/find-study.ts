import { nearestName, type StudyEntry, UnrollError } from '../contract/index.ts';
import type { Workbench } from '../workbench.ts';

/** A study by its name or its number. @throws UnrollError naming the nearest */
export async function findStudy(workbench: Workbench, given: string): Promise<StudyEntry> {
  const studies = await workbench.handlers['studies.list'](undefined);
  const found = studies.find(({ name, id }) => name === given || String(id) === given);
  if (found !== undefined) return found;
  const nearest = nearestName(
    given,
    studies.map(({ name }) => name),
  );
  throw new UnrollError({
    code: 'no-such-study',
    message: `There is no study ${given}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`,
    where: given,
    hint: 'See the names with: unroll list --studies',
  });
}
