import { expectPast } from '../../models/past-attention/expect-past.ts';
import { expectSequences } from '../classification/sequence-counts.ts';
import { type FitCheck, ofKind } from '../fit.ts';
import { tooFew } from './too-few.ts';

/** What can be told of music before it is read. */
export const polyphonyFit: readonly FitCheck[] = [
  ofKind('music', ({ pieces, assigned }, settings) => {
    if (pieces < 2) throw tooFew(pieces);
    expectSequences({ sequences: pieces, assigned }, settings);
  }),
  (_, settings) => expectPast(settings, false),
];
