import type { RequestOutput } from '../../src/contract/index.ts';
import { request } from '../workbench.ts';

export type Sample = RequestOutput<'datasets.samples'>[number];

let list = $state.raw<readonly Sample[]>([]);

/** Small data sets that come with Unroll. */
export function samples(): readonly Sample[] {
  return list;
}

export async function loadSamples(): Promise<void> {
  list = await request('datasets.samples');
}
