export { mean, standardDeviation, variance } from './moments.ts';
