/**
 * Fewest frames in which CTC can write these labels: one for each, and a blank between two equal
 * neighbours (Graves et al. 2006).
 */
export function framesNeeded(labels: readonly (string | number)[]): number {
  let frames = labels.length;
  for (let at = 1; at < labels.length; at++) if (labels[at] === labels[at - 1]) frames++;
  return frames;
}
