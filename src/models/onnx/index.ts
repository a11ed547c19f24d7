export { type GraphValue, OnnxGraph } from './graph.ts';
export { linearLayer, parameter, reshaped, transposed, valuesOf } from './layers.ts';
export { type OnnxFile, onnxFile } from './onnx-file.ts';
export { layersOf, notInOnnx, recurrentLayers } from './recurrent.ts';
