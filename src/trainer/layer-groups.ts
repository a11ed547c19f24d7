/**
 * Names of parameters by their depth, from the embedding up: embeddings and what else reads the data
 * itself, recurrent layers from below (an encoder's before a decoder's), at last all else.
 */
export function layerGroups(names: readonly string[]): string[][] {
  const byDepth = new Map<string, string[]>();
  for (const name of names) {
    const depth = depthOf(name).join();
    byDepth.set(depth, [...(byDepth.get(depth) ?? []), name]);
  }
  const groups = [...byDepth.values()].map((group) => ({ group, depth: depthOf(group[0]!) }));
  groups.sort((a, b) => a.depth[0] - b.depth[0] || a.depth[1] - b.depth[1]);
  return groups.map(({ group }) => group);
}

/** Part of the network from below, and layer in it. */
function depthOf(name: string): readonly [part: number, layer: number] {
  if (/^(embedding|source|target)\.table$/.test(name)) return [0, 0];
  // What projects the rows of a series before the recurrent layers.
  if (name.startsWith('segment.')) return [0, 0];
  const [, stack, layer] = /^(rnn|encoder|decoder)\.(\d+)\./.exec(name) ?? [];
  if (layer === undefined) return [3, 0];
  return [stack === 'decoder' ? 2 : 1, Number(layer)];
}

/**
 * Discriminative rates (Howard & Ruder, ULMFiT, arXiv 1801.06146, section 3.2): the learning rate of
 * each layer is that of the one above divided by `decay`.
 * @param decay 1 gives all the same rate
 * @returns what the learning rate of each parameter is multiplied by; the uppermost group has 1
 */
export function layerRates(names: readonly string[], decay: number): ReadonlyMap<string, number> {
  const groups = layerGroups(names).reverse();
  return new Map(
    groups.flatMap((group, below) => group.map((name) => [name, decay ** -below] as const)),
  );
}
