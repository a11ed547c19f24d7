import { type RequestHandlers, type RequestName, UnrollError } from '../contract/index.ts';
import { describeDatabaseError } from '../store/database.ts';
import type { Store } from '../store/store.ts';
import type { Log } from './log.ts';

/** Requests that change nothing: all that an engine beside another one answers. */
const looking: ReadonlySet<RequestName> = new Set<RequestName>([
  'app.status',
  'app.preferences',
  'projects.list',
  'tasks.list',
  'datasets.list',
  'datasets.samples',
  'datasets.group',
  'datasets.clip',
  'runs.plan',
  'runs.list',
  'runs.find',
  'runs.estimate',
  'runs.rehearse',
  'runs.get',
  'runs.events',
  'runs.checkpoints',
  'runs.samples',
  'runs.compare',
  'runs.evaluate',
  'metrics.names',
  'metrics.series',
  'generate.start',
  'jobs.stop',
  'forecast.create',
  'backtest.create',
  'transcribe.create',
  'transcribe.recording',
  'translate.create',
  'rates.find',
  'weights.inspect',
  'weights.plan',
  'classify.create',
  'compose.create',
  'weights.export',
  'diagnose.create',
  'studies.list',
  'studies.get',
  'studies.trials',
  'studies.landscape',
  'studies.methods',
  'studies.export',
  'studies.searchable',
  'studies.plan',
]);

type AnyHandler = (input: never) => unknown;

/**
 * Wraps every handler: refuses changes in an engine that only looks, turns the database's complaints
 * into sentences, and logs what is a defect.
 */
export function guardHandlers(
  handlers: RequestHandlers,
  parts: { store: Store; log: Log; options: { readonly readOnly?: boolean } },
): RequestHandlers {
  const guarded = Object.entries(handlers).map(([name, handler]) => {
    const refused = parts.options.readOnly === true && !looking.has(name as RequestName);
    const run = async (input: never): Promise<unknown> => {
      if (refused) throw onlyLooking(name);
      try {
        return await (handler as AnyHandler)(input);
      } catch (error) {
        const described = describeDatabaseError(error, parts.store.path);
        if (!(described instanceof UnrollError)) parts.log.error({ err: error, name }, 'defect');
        throw described;
      }
    };
    return [name, run];
  });
  // Every name keeps its own handler; only their union is known while they are walked through.
  return Object.fromEntries(guarded) as RequestHandlers;
}

function onlyLooking(name: string): UnrollError {
  return new UnrollError({
    code: 'read-only',
    message: `${name} changes something, but this engine only looks.`,
    hint: 'Use the Unroll that is open on this home folder.',
  });
}
