export { type Estimate, estimate, type Machine } from './estimate.ts';
