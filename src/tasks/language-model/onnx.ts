import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../backend/random.ts';
import {
  layersOf,
  linearLayer,
  type OnnxFile,
  OnnxGraph,
  onnxFile,
  parameter,
  recurrentLayers,
  transposed,
} from '../../models/onnx/index.ts';
import type { ParameterSet } from '../../models/parameters.ts';
import type { LanguageModelConfig, RecurrentLanguageModel } from './model.ts';

type StatePart = keyof typeof stateNames;

const stateNames = { h: 'the output', c: 'the cell state' } as const;

/**
 * Tokens to scores of the next token, with the states before and after, so that a text can be
 * written token by token.
 * @throws UnrollError `not-in-onnx`
 */
function languageModelGraph(config: LanguageModelConfig, parameters: ParameterSet): OnnxGraph {
  const { vocabulary, tieWeights, recurrent } = config;
  const { numLayers: layers, hiddenSize: hidden } = recurrent;
  const graph = new OnnxGraph();
  const tokens = graph.input('tokens', {
    type: 'int64',
    shape: ['batch', 'steps'],
    about: 'Numbers of tokens.',
  });
  const parts = partsOf(config);
  const shape = [layers, 'batch', hidden];
  const given = parts.map((part) =>
    graph.input(`state_${part}`, {
      ...{ type: 'float32', shape },
      about: `Of every layer, ${stateNames[part]} before the first token; zeros at a beginning.`,
    }),
  );
  const byPart = given.map((state) => layersOf(graph, state, layers));
  const states = Array.from({ length: layers }, (_, layer) => byPart.map((own) => own[layer]!));
  const table = parameter(graph, parameters, 'embedding.table');
  const sequence = graph.node('Gather', [table, transposed(graph, tokens, [1, 0])]);
  const read = recurrentLayers(graph, parameters, recurrent, { sequence, states });
  const scores = scoresOf(graph, parameters, read.sequence, tieWeights ? table : null);
  graph.output('scores', transposed(graph, scores, [1, 0, 2]), {
    ...{ type: 'float32', shape: ['batch', 'steps', vocabulary] },
    about: 'Of every token, to come after each: logarithms of probabilities after a softmax.',
  });
  parts.forEach((part, index) => {
    const last = read.finals.map((states) => states[index]!);
    const joined = layers === 1 ? last[0]! : graph.node('Concat', last, { axis: 0 });
    graph.output(`next_${part}`, joined, {
      ...{ type: 'float32', shape },
      about: `Of every layer, ${stateNames[part]} after the last token.`,
    });
  });
  return graph;
}

/** @param table of the embedding, where the output layer shares it */
function scoresOf(
  graph: OnnxGraph,
  parameters: ParameterSet,
  sequence: string,
  table: string | null,
): string {
  const hasProjection = parameters.names.includes('projection.kernel');
  const projected = hasProjection
    ? linearLayer(graph, parameters, 'projection', sequence)
    : sequence;
  if (table === null) return linearLayer(graph, parameters, 'output', projected);
  const products = graph.node('MatMul', [projected, transposed(graph, table, [1, 0])]);
  return graph.node('Add', [products, parameter(graph, parameters, 'output.bias')]);
}

function partsOf({ recurrent }: LanguageModelConfig): readonly StatePart[] {
  return recurrent.cell === 'lstm' ? ['h', 'c'] : ['h'];
}

/** The graph, and what the network makes of some tokens from their beginning. */
export function languageModelFile(
  model: RecurrentLanguageModel,
  parameters: ParameterSet,
  tokens: Int32Array,
): OnnxFile {
  const { config } = model;
  const graph = languageModelGraph(config, parameters);
  const { numLayers: layers, hiddenSize: hidden } = config.recurrent;
  const parts = partsOf(config);
  const answers = tf.tidy(() => {
    const context = { training: false, random: new Random(0) };
    const { outputs, states } = model.read(tf.tensor1d(tokens, 'int32'), 1, null, context);
    return {
      scores: model.score(outputs).dataSync<'float32'>().slice(),
      states: states.map((state) => state.dataSync<'float32'>().slice()),
    };
  });
  const check = new Map<string, { shape: number[]; values: Float32Array }>([
    ['tokens', { shape: [1, tokens.length], values: Float32Array.from(tokens) }],
    ['scores', { shape: [1, tokens.length, config.vocabulary], values: answers.scores }],
  ]);
  parts.forEach((part, index) => {
    const shape = [layers, 1, hidden];
    const own = answers.states.filter((_, place) => place % parts.length === index);
    check.set(`state_${part}`, { shape, values: new Float32Array(layers * hidden) });
    check.set(`next_${part}`, { shape, values: joined(own) });
  });
  return onnxFile(graph, 'language-model', check);
}

function joined(arrays: readonly Float32Array[]): Float32Array {
  return Float32Array.from(arrays.flatMap((array) => [...array]));
}
