import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { RequestOutput } from '../contract/index.ts';

const index = z.array(
  z.object({ id: z.string(), label: z.string(), help: z.string(), file: z.string() }),
);

/** The data that comes with Unroll, as `samples.json` beside it lists it. */
export function bundledSamples(directory: string): RequestOutput<'datasets.samples'> {
  const path = join(directory, 'samples.json');
  if (!existsSync(path)) return [];
  return index
    .parse(JSON.parse(readFileSync(path, 'utf8')))
    .map(({ file, ...sample }) => ({ ...sample, path: join(directory, file) }));
}
