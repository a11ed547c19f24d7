export * from './checkpoint.ts';
export * from './checkpoint-folder.ts';
export * from './fingerprint.ts';
export * from './progress.ts';
