/**
 * What is asked of a trained network or of the machine, and what comes back: not kept, only shown or
 * written to a file. What the store keeps is in `records/`.
 */

export * from './classification.ts';
export * from './generation.ts';
export * from './machine.ts';
export * from './transcription.ts';
export * from './translation.ts';
