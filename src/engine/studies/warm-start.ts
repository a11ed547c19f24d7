import type { Dataset, StudyEntry, StudyObjective, TaskDescriptor } from '../../contract/index.ts';
import type { Store } from '../../store/store.ts';
import type { StoredEarlierStudy } from '../../store/study-rows.ts';

/** At most so many earlier studies, the most alike first. */
const most = 8;

/**
 * Earlier studies of the same task with the same first objective, most alike first: 1 for the same
 * data, less for data of the same kind by how far their sizes lie apart.
 */
export function earlierStudies(
  store: Store,
  task: TaskDescriptor,
  dataset: Dataset,
  objectives: readonly StudyObjective[],
): readonly StoredEarlierStudy[] {
  const names = objectives.map(({ name }) => name).join();
  const alike = (study: StudyEntry) =>
    study.task === task.id &&
    study.counts.completed > 0 &&
    study.objectives.map(({ name }) => name).join() === names;
  return store.studies
    .list()
    .filter(alike)
    .map((study) => ({
      name: study.name,
      similarity: similarity(dataset, store.datasets.get(study.datasetId)),
      trials: store.studies
        .trials(study.id)
        .filter(({ trial }) => trial.state === 'completed')
        .map(({ trial: { values, results } }) => ({ values, results })),
    }))
    .sort((a, b) => b.similarity - a.similarity)
    .slice(0, most);
}

/** Half for another data set of the same size, towards 0 as the sizes part by powers of ten. */
function similarity(one: Dataset, other: Dataset): number {
  if (one.hash === other.hash) return 1;
  if (one.summary.kind !== other.summary.kind) return 0;
  const decades = Math.abs(Math.log10(Math.max(1, one.bytes) / Math.max(1, other.bytes)));
  return 0.5 / (1 + decades);
}
