/** Heads in which an mLSTM keeps keys and values apart: four where the units divide by it. */
export function headsOf(hidden: number): number {
  return [4, 2, 1].find((heads) => hidden % heads === 0)!;
}
