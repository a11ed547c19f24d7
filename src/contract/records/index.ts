/**
 * What the experiment store keeps and every process may show. Times are milliseconds since 1970
 * (UTC); durations are seconds. Every record is validated where it crosses a process.
 */

export * from './backtest.ts';
export * from './comparison.ts';
export * from './dataset.ts';
export * from './examples.ts';
export { problemSchema, type WordData, wordDataSchema } from './fields.ts';
export * from './forecast.ts';
export * from './memory.ts';
export * from './metric.ts';
export * from './music.ts';
export * from './project.ts';
export * from './rate-search.ts';
export * from './run.ts';
export * from './sample.ts';
export * from './search-space.ts';
export * from './shown-input.ts';
export * from './study.ts';
export * from './study-landscape.ts';
export * from './summaries/index.ts';
export * from './weights.ts';
