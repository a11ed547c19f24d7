/** A side this many times as long as the other is seldom its translation. */
export const oddRatio = 4;
/** In words; below, one word more or less means nothing. */
const shortest = 6;

/** Whether two sentences differ so much in length that they can hardly translate each other. */
export function isOddRatio(sourceWords: number, targetWords: number, limit = oddRatio): boolean {
  const longer = Math.max(sourceWords, targetWords);
  return longer >= shortest && longer > limit * Math.min(sourceWords, targetWords);
}
