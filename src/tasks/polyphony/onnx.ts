import { keyCount, lowestPitch } from '../../datasets/index.ts';
import { linearLayer, OnnxGraph, recurrentLayers, transposed } from '../../models/onnx/index.ts';
import type { ParameterSet } from '../../models/parameters.ts';
import type { StackConfig } from '../../models/recurrent-stack.ts';

/** Frames to scores of every key of the next frame. @throws UnrollError `not-in-onnx` */
export function polyphonyGraph(
  stack: Omit<StackConfig, 'inputSize'>,
  parameters: ParameterSet,
): OnnxGraph {
  const graph = new OnnxGraph();
  const shape = ['batch', 'steps', keyCount];
  const frames = graph.input('frames', {
    ...{ type: 'float32', shape },
    about: `1 where a key sounds, from MIDI number ${lowestPitch} on; the first frame of a piece is silence.`,
  });
  const sequence = transposed(graph, frames, [1, 0, 2]);
  const read = recurrentLayers(graph, parameters, stack, { sequence });
  const scores = linearLayer(graph, parameters, 'output', read.sequence);
  graph.output('scores', transposed(graph, scores, [1, 0, 2]), {
    ...{ type: 'float32', shape },
    about: 'Of every key in the frame after each: a probability after a sigmoid.',
  });
  return graph;
}
