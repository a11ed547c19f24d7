export { bleuOfCounts, bleuOrders } from './bleu.ts';
export { type Judgement, judge } from './judgement.ts';
export { mean, standardDeviation } from './moments.ts';
export { type BootstrapTest, type ExampleTable, pairedBootstrap } from './paired-bootstrap.ts';
export { criticalValue, twoSidedProbability } from './student-t.ts';
export {
  type DifferenceTest,
  estimateMean,
  type Interval,
  type MeanEstimate,
  pooledSpread,
  runsNeeded,
  welchTest,
} from './tests.ts';
