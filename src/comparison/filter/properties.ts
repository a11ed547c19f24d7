import type { Run } from '../../contract/index.ts';
import type { PropertyKind } from './filter.ts';

/** A run with what its filter needs to know beside it. */
export interface FilterSubject {
  readonly run: Run;
  /** Name of its data set. */
  readonly dataset: string;
  /** Name of its project. */
  readonly project: string;
  /** The metric that decides "best" in its task. */
  readonly primaryMetric: string;
  /** Further words that a search finds, for instance in the window's language. */
  readonly words?: string;
}

export interface Property {
  readonly name: string;
  readonly kind: PropertyKind;
  /** One line for the list of completions. */
  readonly help: string;
  /** Null where the run has none. */
  value(subject: FilterSubject): number | string | boolean | readonly string[] | null;
}

/** What a filter may name beside settings and metrics. The store has a column for each of them. */
export const properties: readonly Property[] = [
  text('name', 'name of the run', ({ run }) => run.name),
  text('data', 'name of the data set', ({ dataset }) => dataset),
  text('project', 'name of the project', ({ project }) => project),
  text('task', 'what the network does', ({ run }) => run.task),
  text('state', 'queued, running, paused, completed…', ({ run }) => run.state),
  text('notes', 'what was written about the run', ({ run }) => run.notes || null),
  text('device', 'cpu, gpu or wasm', ({ run }) => run.environment?.device ?? null),
  {
    name: 'tag',
    kind: 'tags',
    help: 'one of its tags',
    value: ({ run }) => (run.tags.length === 0 ? null : run.tags),
  },
  number('id', 'number of the run', ({ run }) => run.id),
  number('best', 'best value of the deciding metric', ({ run, primaryMetric }) => {
    return run.best[primaryMetric] ?? null;
  }),
  number('step', 'optimiser steps so far', ({ run }) => run.step),
  number('epoch', 'passes over the data so far', ({ run }) => run.epoch),
  number('parameters', 'weights of the network', ({ run }) => run.facts?.parameters ?? null),
  {
    ...number('duration', 'time of training: 90s, 5m, 1h30m', ({ run }) => run.seconds),
    kind: 'duration',
  },
  date('created', 'when it was made: today, 2026-11-24, now-2h', ({ run }) => run.createdAt),
  date('started', 'when training began', ({ run }) => run.startedAt),
  date('finished', 'when it ended', ({ run }) => run.finishedAt),
  {
    name: 'archived',
    kind: 'flag',
    help: 'put away, true or false',
    value: ({ run }) => run.archivedAt !== null,
  },
];

/** Other words for the same. */
const synonyms: Readonly<Record<string, string>> = {
  tags: 'tag',
  dataset: 'data',
  seconds: 'duration',
};

export function propertyOf(name: string): Property | undefined {
  const lower = name.toLowerCase();
  const own = synonyms[lower] ?? lower;
  return properties.find((property) => property.name === own);
}

function text(name: string, help: string, value: Property['value']): Property {
  return { name, kind: 'text', help, value };
}
function number(name: string, help: string, value: Property['value']): Property {
  return { name, kind: 'number', help, value };
}
function date(name: string, help: string, value: Property['value']): Property {
  return { name, kind: 'date', help, value };
}
