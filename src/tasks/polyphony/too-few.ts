import { UnrollError } from '../../contract/index.ts';

/** @param pieces with notes */
export function tooFew(pieces: number): UnrollError {
  return new UnrollError({
    code: 'too-few-pieces',
    message: `The data holds ${pieces === 0 ? 'no piece' : 'only one piece'} with notes.`,
    where: 'data',
    hint: 'Add several pieces: some are learnt from, others are measured.',
  });
}
