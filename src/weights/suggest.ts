import type { FoundLayer, Settings, WeightInspection } from '../contract/index.ts';
import { cellById } from '../models/cells/index.ts';
import { findLayers } from './find-layers.ts';
import type { WeightFile } from './formats/index.ts';
import { ownSettings } from './own-tensors.ts';
import type {
  EmbeddingSource,
  LinearSource,
  RecurrentSource,
  SourceLayer,
} from './source-layers.ts';

/** What a file of weights holds, and the settings of a network that it fits into. */
export function inspectWeights(file: WeightFile): WeightInspection {
  const { layers, rest } = findLayers(file);
  return {
    label: file.label,
    tensors: file.tensors.size,
    layers: layers.map((layer) => foundLayer(layer, file)),
    settings: { ...suggestSettings(layers), ...ownSettings(file) } as WeightInspection['settings'],
    leftOver: rest.map(({ tensor, why }) => ({
      tensor,
      shape: [...file.tensors.get(tensor)!.shape],
      why,
    })),
  };
}

function foundLayer(layer: SourceLayer, file: WeightFile): FoundLayer {
  const values = layer.tensors.reduce(
    (sum, name) => sum + file.tensors.get(name)!.shape.reduce((size, length) => size * length, 1),
    0,
  );
  const { name, kind, tensors } = layer;
  return { name, kind, summary: summary(layer), tensors: [...tensors], values };
}

function summary(layer: SourceLayer): string {
  if (layer.kind === 'embedding')
    return `embedding of ${layer.vocabulary} tokens, ${layer.width} wide`;
  if (layer.kind === 'linear') return `linear ${layer.input} → ${layer.output}`;
  const direction = layer.reversed ? ', backwards' : '';
  return `${cellById(layer.cell).label} ${layer.input} → ${layer.hidden}${direction}`;
}

/** Sizes of the recurrent stack, and of the embedding before it. */
function suggestSettings(layers: readonly SourceLayer[]): Settings {
  const recurrent = layers.filter((layer): layer is RecurrentSource => layer.kind === 'recurrent');
  const [first] = recurrent;
  if (first === undefined) return {};
  const forward = recurrent.filter((layer) => !layer.reversed);
  const embedding = layers.find((layer): layer is EmbeddingSource => layer.kind === 'embedding');
  return {
    cell: first.cell,
    hidden_size: first.hidden,
    num_layers: forward.length,
    bidirectional: forward.length < recurrent.length,
    embedding_size: first.input,
    tie_weights: embedding !== undefined && isTied(embedding, layers),
  };
}

/** Whether the output layer's matrix is the embedding's. */
function isTied(embedding: EmbeddingSource, layers: readonly SourceLayer[]): boolean {
  const { vocabulary, width } = embedding;
  const candidates = layers.filter(
    (layer): layer is LinearSource =>
      layer.kind === 'linear' && layer.input === width && layer.output === vocabulary,
  );
  if (candidates.length === 0) return false;
  const table = embedding.table();
  return candidates.some((layer) => {
    const kernel = layer.kernel();
    return table.every(
      (value, index) => value === kernel[(index % width) * vocabulary + Math.floor(index / width)],
    );
  });
}
