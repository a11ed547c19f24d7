import { UnrollError } from '../../contract/index.ts';

/** Longest segment where no season divides the input. */
const longestSegment = 24;

/**
 * The given length, else the strongest season that divides the input into at least two segments,
 * else the largest divisor up to 24 that does.
 * @param given 0 where it is to be chosen
 * @throws UnrollError when a segment would be longer than the input
 */
export function chooseSegment(input: number, seasons: readonly number[], given: number): number {
  if (given > input) {
    throw new UnrollError({
      code: 'segment-too-long',
      message: `segment_length = ${given} is longer than input_length = ${input}.`,
      where: 'segment_length',
      hint: `Choose 1 to ${input}, or 0 to have it chosen.`,
      data: { given, input },
    });
  }
  if (given > 0) return given;
  const divides = (length: number) => input % length === 0 && input / length >= 2;
  const season = seasons.find(divides);
  if (season !== undefined) return season;
  for (let length = Math.min(longestSegment, Math.floor(input / 2)); length > 1; length--) {
    if (divides(length)) return length;
  }
  return 1;
}
