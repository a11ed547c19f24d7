export * from './bridge.ts';
export * from './errors.ts';
export * from './jobs.ts';
export * from './metrics.ts';
export * from './records.ts';
export * from './requests.ts';
export * from './settings.ts';
export * from './tasks.ts';
