import type { Check } from './check.ts';
import { disk } from './disk.ts';
import { electron } from './electron.ts';
import { kernels } from './kernels.ts';
import { memory } from './memory.ts';
import { sqlite } from './sqlite.ts';
import { tables } from './tables.ts';
import { tensorflow } from './tensorflow.ts';
import { trainers } from './trainers.ts';

/** What `unroll doctor` looks at, in the order in which it is told. */
export const checks: readonly Check[] = [
  tensorflow,
  kernels,
  electron,
  sqlite,
  tables,
  disk,
  memory,
  trainers,
];
