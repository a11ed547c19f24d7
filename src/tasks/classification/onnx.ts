import {
  linearLayer,
  type OnnxFile,
  OnnxGraph,
  onnxFile,
  parameter,
  recurrentLayers,
  reshaped,
  transposed,
} from '../../models/onnx/index.ts';
import type { ParameterSet } from '../../models/parameters.ts';
import { layExamples } from './batch.ts';
import type { ClassifierConfig } from './model.ts';
import type { ClassificationPlan, Example } from './plan.ts';
import { probabilitiesOf } from './temperature.ts';

/** What the network's numbers mean. */
interface ClassifierFacts {
  /** Of each number at a step, before the network reads it: subtracted, and multiplied by. */
  readonly scale: { readonly means: ArrayLike<number>; readonly factors: ArrayLike<number> } | null;
  /** Of a number that is told; null for classes. */
  readonly target: { readonly mean: number; readonly deviation: number } | null;
}

/** Far below any score or output, as the pooling itself has it. */
const nothing = -1e9;

/** Sequences of any length to scores of classes, or to a number. @throws UnrollError `not-in-onnx` */
function classifierGraph(
  config: ClassifierConfig,
  facts: ClassifierFacts,
  parameters: ParameterSet,
): OnnxGraph {
  const graph = new OnnxGraph();
  const sequence = readInput(graph, config, facts, parameters);
  const lengths = graph.input('lengths', {
    ...{ type: 'int32', shape: ['batch'] },
    about: 'Steps of each sequence; what is behind them counts for nothing.',
  });
  const { recurrent, bySteps, outputs } = config;
  const read = recurrentLayers(graph, parameters, recurrent, { sequence, lengths });
  if (bySteps) {
    const scores = linearLayer(graph, parameters, 'output', read.sequence);
    tell(graph, transposed(graph, scores, [1, 0, 2]), ['batch', 'steps', outputs]);
    return graph;
  }
  const last = reshaped(graph, transposed(graph, read.finals.at(-1)![0]!, [1, 0, 2]), [0, -1]);
  const pooled = pool(graph, config, parameters, { outputs: read.sequence, last, lengths });
  const scores = linearLayer(graph, parameters, 'output', pooled);
  if (facts.target === null) tell(graph, scores, ['batch', outputs]);
  else {
    const { mean, deviation } = facts.target;
    const scaled = graph.node('Mul', [scores, graph.floats([deviation], [])]);
    graph.output('value', graph.node('Add', [scaled, graph.floats([mean], [])]), {
      ...{ type: 'float32', shape: ['batch', 1] },
      about: 'The number that is told, in the unit of the labels.',
    });
  }
  return graph;
}

function tell(graph: OnnxGraph, scores: string, shape: (number | string)[]): void {
  graph.output('scores', scores, {
    ...{ type: 'float32', shape },
    about: 'Of every class, in the order of the fact `classes`, before the softmax.',
  });
  graph.output('probabilities', graph.node('Softmax', [scores], { axis: -1 }), {
    ...{ type: 'float32', shape },
    about: 'Of every class.',
  });
}

/** @returns (steps, batch, width) as the recurrent layers read it */
function readInput(
  graph: OnnxGraph,
  { kind, width }: ClassifierConfig,
  { scale }: ClassifierFacts,
  parameters: ParameterSet,
): string {
  if (kind === 'text') {
    const tokens = graph.input('tokens', {
      ...{ type: 'int64', shape: ['batch', 'steps'] },
      about: 'Numbers of tokens.',
    });
    const table = parameter(graph, parameters, 'embedding.table');
    return graph.node('Gather', [table, transposed(graph, tokens, [1, 0])]);
  }
  const values = graph.input('values', {
    ...{ type: 'float32', shape: ['batch', 'steps', width] },
    about:
      scale === null
        ? 'Numbers of every step as the network reads them.'
        : 'Numbers of every step in their own units; NaN where one is missing.',
  });
  const first = transposed(graph, values, [1, 0, 2]);
  if (scale === null) return first;
  const centred = graph.node('Sub', [first, graph.floats(scale.means, [width])]);
  const scaled = graph.node('Mul', [centred, graph.floats(scale.factors, [width])]);
  const missing = graph.node('IsNaN', [scaled]);
  return graph.node('Where', [missing, graph.floats([0], []), scaled]);
}

interface Pooled {
  readonly outputs: string;
  readonly last: string;
  readonly lengths: string;
}

/** As `Pooling` does it. @returns (batch, width) */
function pool(
  graph: OnnxGraph,
  { pooling }: ClassifierConfig,
  parameters: ParameterSet,
  { outputs, last, lengths }: Pooled,
): string {
  if (pooling === 'last') return last;
  const overTime = graph.integers([0]);
  if (pooling === 'mean') {
    const count = graph.node('Cast', [lengths], { to: 1 });
    const sum = graph.node('ReduceSum', [outputs, overTime], { keepdims: 0 });
    return graph.node('Div', [sum, graph.node('Unsqueeze', [count, graph.integers([1])])]);
  }
  // (steps, batch): far below everything behind a sequence's end.
  const shape = graph.node('Shape', [outputs]);
  const time = graph.node('Squeeze', [
    graph.node('Slice', [shape, graph.integers([0]), graph.integers([1])]),
    graph.integers([0]),
  ]);
  const steps = graph.node('Range', [graph.integers([0], []), time, graph.integers([1], [])]);
  const ends = graph.node('Cast', [lengths], { to: 7 });
  const behind = graph.node('GreaterOrEqual', [
    graph.node('Unsqueeze', [steps, graph.integers([1])]),
    graph.node('Unsqueeze', [ends, graph.integers([0])]),
  ]);
  const flags = graph.node('Cast', [behind], { to: 1 });
  const penalty = graph.node('Mul', [flags, graph.floats([nothing], [])]);
  const wide = graph.node('Unsqueeze', [penalty, graph.integers([2])]);
  if (pooling === 'max') {
    const lowered = graph.node('Add', [outputs, wide]);
    return graph.node('ReduceMax', [lowered], { axes: [0], keepdims: 0 });
  }
  const hidden = graph.node('Tanh', [linearLayer(graph, parameters, 'pooling.hidden', outputs)]);
  const query = parameter(graph, parameters, 'pooling.query');
  const scores = graph.node('Add', [graph.node('MatMul', [hidden, query]), wide]);
  const weights = graph.node('Softmax', [scores], { axis: 0 });
  const weighted = graph.node('Mul', [outputs, weights]);
  return graph.node('ReduceSum', [weighted, overTime], { keepdims: 0 });
}

/** Inputs as a program gives them: sequence by sequence, in their own units. */
function asGiven(
  { input, time }: { readonly input: Float32Array; readonly time: number },
  size: number,
  perStep: number,
  scale: ClassificationPlan['scale'],
): Float32Array {
  const given = new Float32Array(input.length);
  for (let step = 0; step < time; step++) {
    for (let place = 0; place < size; place++) {
      const from = (step * size + place) * perStep;
      const to = (place * time + step) * perStep;
      for (let at = 0; at < perStep; at++) {
        const value = input[from + at]!;
        given[to + at] = scale === null ? value : value / scale.factors[at]! + scale.means[at]!;
      }
    }
  }
  return given;
}

/** The graph, and what the network makes of some sequences. */
export function classifierFile(
  { targets, scale, kind, width }: ClassificationPlan,
  config: ClassifierConfig,
  parameters: ParameterSet,
  told: { readonly examples: readonly Example[]; readonly scores: readonly Float32Array[] },
): OnnxFile {
  const target = targets.kind === 'number' ? targets.scale : null;
  const graph = classifierGraph(config, { scale, target }, parameters);
  const perStep = kind === 'text' ? 1 : width;
  const batch = layExamples(told.examples, perStep, false);
  const size = told.examples.length;
  const read = asGiven(batch, size, perStep, scale);
  const shape = [size, batch.time];
  const check = new Map<string, { shape: number[]; values: Float32Array }>([
    kind === 'text'
      ? ['tokens', { shape, values: read }]
      : ['values', { shape: [...shape, width], values: read }],
    ['lengths', { shape: [size], values: Float32Array.from(batch.lengths) }],
  ]);
  const { outputs } = config;
  const rows = config.bySteps ? batch.time : 1;
  const scores = new Float32Array(size * rows * outputs);
  told.scores.forEach((own, place) => {
    scores.set(own, place * rows * outputs);
  });
  const outer = config.bySteps ? [...shape, outputs] : [size, outputs];
  if (target === null) {
    check.set('scores', { shape: outer, values: scores });
    check.set('probabilities', { shape: outer, values: probabilitiesOf(scores, outputs) });
  } else {
    const values = scores.map((score) => targets.original(score));
    check.set('value', { shape: outer, values });
  }
  return onnxFile(graph, 'classification', check, { classes: JSON.stringify(targets.classes) });
}
