import {
  type RequestHandlers,
  type RequestName,
  type RequestOutput,
  type Setting,
  type StudyMethod,
  UnrollError,
} from '../../contract/index.ts';
import { pruners } from '../../search/pruners/index.ts';
import { samplers } from '../../search/samplers/index.ts';
import type { Store } from '../../store/store.ts';
import { taskDescriptor } from '../../tasks/descriptors.ts';
import type { NoticeBoard } from '../notice-board.ts';
import { studyLandscape } from './landscape.ts';
import { nameTaken } from './problems.ts';
import type { ScriptedStudies } from './scripted-studies.ts';
import type { Studies } from './studies.ts';
import { exportStudy } from './study-export.ts';
import { expectMethods, readSpace, searchableSettings, spaceYaml } from './study-plan.ts';

interface Parts {
  readonly store: Store;
  readonly board: NoticeBoard;
  readonly studies: Studies;
  readonly scripted: ScriptedStudies;
}

type Handlers = Pick<RequestHandlers, RequestName & `studies.${string}`>;

/** Requests about hyperparameter searches. */
export function studyHandlers({ store, board, studies, scripted }: Parts): Handlers {
  const tell = (study: RequestOutput<'studies.get'>) => {
    board.post({ type: 'study', study });
    return study;
  };
  return {
    'studies.list': () => store.studies.list(),
    'studies.get': ({ id }) => store.studies.get(id),
    'studies.trials': ({ id }) => store.studies.trials(id),
    'studies.landscape': (wanted) => studyLandscape(store, wanted),
    'studies.export': ({ id, format }) =>
      exportStudy(store.studies.get(id), store.studies.trials(id), format),
    'studies.methods': () => ({
      samplers: samplers.map(asMethod),
      pruners: pruners.map(asMethod),
    }),
    'studies.searchable': ({ task }) => searchableSettings(taskDescriptor(task)),
    'studies.plan': (wanted) => plan(store, wanted),
    'studies.create': (wanted) => studies.create(wanted),
    'studies.pause': ({ id }) => studies.pause(id),
    'studies.resume': ({ id }) => studies.resume(id),
    'studies.end': ({ id }) => studies.end(id),
    'studies.extend': ({ id, limits, parallel }) => studies.extend(id, limits, parallel),
    'studies.enqueue': ({ id, values }) => studies.enqueue(id, values),
    'studies.ask': ({ id }) => scripted.ask(id),
    'studies.report': (told) => scripted.report(told),
    'studies.tell': (told) => scripted.conclude(told),
    'studies.rename': ({ id, name }) => {
      if (store.studies.get(id).name === name) return store.studies.get(id);
      if (store.studies.hasName(name)) throw nameTaken(name);
      return tell(store.studies.rename(id, name));
    },
    'studies.remove': ({ id }) => studies.remove(id),
    'studies.restore': ({ id }) => tell(store.studies.restore(id)),
  };
}

/** Checks a new study without making it. Problems are returned, never thrown. */
function plan(
  store: Store,
  wanted: Parameters<Handlers['studies.plan']>[0],
): RequestOutput<'studies.plan'> {
  const task = taskDescriptor(wanted.task);
  try {
    const space = readSpace(task, store.datasets.get(wanted.datasetId), wanted);
    expectMethods(task, wanted);
    const { parameters, constraints } = space;
    return { parameters, constraints, yaml: spaceYaml(task, space), problems: [] };
  } catch (error) {
    if (!(error instanceof UnrollError)) throw error;
    const message = [error.message, error.hint].filter(Boolean).join(' ');
    const problem = error.toProblem();
    const problems = [{ where: error.where ?? 'space', message, problem }];
    return { parameters: [], constraints: [], yaml: wanted.space ?? '', problems };
  }
}

/** What a form needs to know of a sampler or pruner. */
function asMethod({
  id,
  label,
  help,
  options,
  continues = false,
}: {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  readonly options: readonly Setting[];
  readonly continues?: boolean;
}): StudyMethod {
  return { id, label, help, options, judges: continues };
}
