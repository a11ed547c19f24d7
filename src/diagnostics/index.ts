export { findingOf } from './findings.ts';
export { LyapunovExponents } from './lyapunov.ts';
export { memoryLength } from './memory-length.ts';
export { singularValues } from './singular-values.ts';
