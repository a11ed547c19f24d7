import { parseFilter } from '../comparison/filter/index.ts';
import { type RequestHandlers, type Run, UnrollError } from '../contract/index.ts';
import { taskDescriptors } from '../tasks/descriptors.ts';
import type { EngineParts } from './handlers.ts';
import { rehearseRun } from './rehearsal.ts';
import { importRuns } from './run-import.ts';

type Names = 'find' | 'rehearse' | 'import' | 'archive' | 'tag' | 'removeAll' | 'restoreAll';

/** Many runs at once: found by a filter, put away, tagged, removed and brought back. */
export function runSetHandlers({
  options,
  store,
  board,
  queue,
  jobs,
}: EngineParts): Pick<RequestHandlers, `runs.${Names}`> {
  const tell = (runs: Run[]): Run[] => {
    for (const run of runs) board.post({ type: 'run', run });
    return runs;
  };
  return {
    'runs.find': ({ filter, projectId }) => {
      const found = store.runs.find(parseFilter(filter, filterNames(store.metrics.allNames())));
      if (projectId === undefined) return found;
      const own = new Set(store.runs.idsOf(projectId));
      return found.filter((id) => own.has(id));
    },
    'runs.rehearse': (wanted) => rehearseRun({ store, jobs, home: options.home }, wanted),
    'runs.import': ({ path, projectId }) => tell(importRuns(store, options.home, path, projectId)),
    'runs.archive': ({ ids, archived }) => tell(store.runs.archive(ids, archived)),
    'runs.tag': ({ ids, add, drop }) => tell(store.runs.tag(ids, add, drop)),
    'runs.removeAll': ({ ids }) => {
      const runs = ids.map((id) => store.runs.get(id));
      const active = runs.find(({ state }) => state === 'running');
      if (active !== undefined) throw stillTraining(active.name, 'and cannot be removed');
      for (const { id, state } of runs) if (state === 'queued') queue.cancel(id);
      store.transaction(() => {
        for (const id of ids) store.runs.remove(id);
      });
      for (const id of ids) board.post({ type: 'run-removed', id });
    },
    'runs.restoreAll': ({ ids }) =>
      tell(store.transaction(() => ids.map((id) => store.runs.restore(id)))),
  };
}

/** Settings of every task; metrics that were ever measured, also on the test part. */
function filterNames(measured: readonly string[]) {
  const settings = taskDescriptors.flatMap((task) => task.settings.map(({ name }) => name));
  const tested = measured.map((name) => name.replace(/^val\//, 'test/'));
  return { settings: new Set(settings), metrics: new Set([...measured, ...tested]) };
}

export function stillTraining(name: string, why: string): UnrollError {
  return new UnrollError({
    code: 'run-active',
    message: `${name} is still training ${why}.`,
    where: name,
    hint: 'Cancel or pause it first.',
  });
}
