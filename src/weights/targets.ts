/** Shape of each parameter of a network by its name, in order. */
export type Targets = ReadonlyMap<string, readonly number[]>;

/** `rnn.0`, `rnn.0.reverse`, in the order of the parameters. */
export function recurrentPlaces(targets: Targets): string[] {
  const ending = '.input_kernel';
  return [...targets.keys()]
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length));
}

/** Whether a bias stands without a matrix of its own, as that of a tied output layer. */
export function isLoneBias(name: string, targets: Targets): boolean {
  if (!name.endsWith('.bias')) return false;
  const place = name.slice(0, -'.bias'.length);
  return !targets.has(`${place}.kernel`) && !targets.has(`${place}.input_kernel`);
}
