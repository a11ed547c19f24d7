import fc from 'fast-check';

// A commit's tests say the same each time. With a number of runs they look for new cases instead.
const runs = Number(process.env.UNROLL_PROPERTY_RUNS ?? 0);
fc.configureGlobal(runs > 0 ? { numRuns: runs } : { seed: 1 });
