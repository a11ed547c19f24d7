import { Random } from '../../backend/random.ts';
import {
  linearLayer,
  type OnnxFile,
  OnnxGraph,
  onnxFile,
  recurrentLayers,
  transposed,
} from '../../models/onnx/index.ts';
import type { ParameterSet } from '../../models/parameters.ts';
import type { SpeechBatch } from './batches.ts';
import type { LabelScores } from './decoding/greedy.ts';
import type { RecognizerConfig } from './model.ts';
import type { SpeechPlan } from './plan.ts';

/** Steps of the utterances of the example. */
const exampleLengths = [11, 7];

/** Features to log-probabilities of labels at every step. @throws UnrollError `not-in-onnx` */
function recognizerGraph(
  { width, classes, recurrent }: RecognizerConfig,
  parameters: ParameterSet,
): OnnxGraph {
  const graph = new OnnxGraph();
  const features = graph.input('features', {
    ...{ type: 'float32', shape: ['batch', 'steps', width] },
    about:
      'Normalised features, frames that make one step side by side, as config.json has them; anything after an utterance’s end.',
  });
  const lengths = graph.input('lengths', {
    ...{ type: 'int32', shape: ['batch'] },
    about: 'Steps of each utterance.',
  });
  const sequence = transposed(graph, features, [1, 0, 2]);
  const read = recurrentLayers(graph, parameters, recurrent, { sequence, lengths });
  const scores = linearLayer(graph, parameters, 'output', read.sequence);
  const told = graph.node('LogSoftmax', [scores], { axis: -1 });
  graph.output('log_probabilities', transposed(graph, told, [1, 0, 2]), {
    ...{ type: 'float32', shape: ['batch', 'steps', classes] },
    about:
      'Of every label of the fact `labels`, in its order, and of the blank, which comes last: greedy decoding takes the likeliest of each step, then drops repeats and blanks.',
  });
  return graph;
}

/** Two utterances of noise: an example needs no recording. */
export function exampleBatch(width: number): SpeechBatch {
  const random = new Random(1);
  const [time, size] = [Math.max(...exampleLengths), exampleLengths.length];
  const values = new Float32Array(time * size * width);
  for (let step = 0; step < time; step++) {
    for (const [place, length] of exampleLengths.entries()) {
      if (step >= length) continue;
      const from = (step * size + place) * width;
      for (let at = 0; at < width; at++) values[from + at] = random.normal();
    }
  }
  return { time, size, values, lengths: exampleLengths };
}

/**
 * The graph, and what the network makes of the example.
 * @param scores of the example, each utterance as long as the longest
 */
export function recognizerFile(
  { labels, features }: Pick<SpeechPlan, 'labels' | 'features'>,
  config: RecognizerConfig,
  parameters: ParameterSet,
  { time, size, values, lengths }: SpeechBatch,
  scores: readonly LabelScores[],
): OnnxFile {
  const { width, classes } = config;
  const read = new Float32Array(values.length);
  for (let step = 0; step < time; step++) {
    for (let place = 0; place < size; place++) {
      const row = values.subarray((step * size + place) * width, (step * size + place + 1) * width);
      read.set(row, (place * time + step) * width);
    }
  }
  const told = new Float32Array(size * time * classes);
  for (const [place, own] of scores.entries()) told.set(own.values, place * time * classes);
  const check = new Map([
    ['features', { shape: [size, time, width], values: read }],
    ['lengths', { shape: [size], values: Float32Array.from(lengths) }],
    ['log_probabilities', { shape: [size, time, classes], values: told }],
  ]);
  return onnxFile(recognizerGraph(config, parameters), 'speech', check, {
    labels: JSON.stringify(labels.tokens),
    sample_rate: String(features.sampleRate),
  });
}
