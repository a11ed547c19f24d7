import type { EmbeddingSource, SourceLayer } from './source-layers.ts';

/**
 * The embeddings of a file. Where it has none, its first recurrent layer reads tokens as ones among
 * zeros: an embedding that is the identity gives it the same.
 */
export function embeddingSources(layers: readonly SourceLayer[]): EmbeddingSource[] {
  const found = layers.filter((layer): layer is EmbeddingSource => layer.kind === 'embedding');
  const first = layers.find((layer) => layer.kind === 'recurrent');
  if (found.length > 0 || first?.kind !== 'recurrent') return found;
  const size = first.input;
  const table = () => {
    const values = new Float32Array(size * size);
    for (let row = 0; row < size; row++) values[row * size + row] = 1;
    return values;
  };
  const name = 'one-hot input';
  return [{ kind: 'embedding', name, tensors: [], vocabulary: size, width: size, table }];
}
