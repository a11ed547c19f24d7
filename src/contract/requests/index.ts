import type { z } from 'zod';
import { applicationRequests } from './application.ts';
import { datasetRequests } from './datasets.ts';
import { networkRequests } from './networks.ts';
import { runRequests } from './runs.ts';
import { studyRequests } from './studies.ts';
import { weightRequests } from './weights.ts';

export type { Status } from './application.ts';
export type { Notice } from './notices.ts';
export type { NewRun, Plan } from './runs.ts';
export type { StudyMethod, StudyPlan } from './studies.ts';
export type { WeightImport } from './weights.ts';

/**
 * Everything a window (or a command) may ask of the engine. One entry is one request: the schema of
 * what goes in and of what comes out. A new request is an entry in the file of its subject and a
 * handler in the engine.
 */
export const requests = {
  ...applicationRequests,
  ...datasetRequests,
  ...runRequests,
  ...studyRequests,
  ...networkRequests,
  ...weightRequests,
} as const;

export type Requests = typeof requests;
export type RequestName = keyof Requests;
export type RequestInput<N extends RequestName> = z.input<Requests[N]['input']>;
export type RequestOutput<N extends RequestName> = z.output<Requests[N]['output']>;

/** The engine's side: one handler for each request. */
export type RequestHandlers = {
  readonly [N in RequestName]: (
    input: z.output<Requests[N]['input']>,
  ) => RequestOutput<N> | Promise<RequestOutput<N>>;
};
