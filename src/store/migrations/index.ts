import { sql as experiments } from './001-experiments.ts';
import { sql as studies } from './002-studies.ts';
import { sql as eventData } from './003-event-data.ts';
import { sql as archive } from './004-archive.ts';
import { sql as importedRuns } from './005-imported-runs.ts';
import { sql as estimates } from './006-estimates.ts';
import { sql as stepLimits } from './007-step-limits.ts';

/**
 * Every change of the schema, oldest first; entry n brings version n to n + 1. An entry that has been
 * released is never edited: a further change is a further file.
 */
export const migrations: readonly string[] = [
  experiments,
  studies,
  eventData,
  archive,
  importedRuns,
  estimates,
  stepLimits,
];
