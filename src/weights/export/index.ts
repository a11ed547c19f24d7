export { onnxReadMe } from './onnx-read-me.ts';
export { readMe } from './read-me.ts';
export { type PlainTensor, toTorchNames } from './torch-names.ts';
export { expectTorchStack } from './torch-stack.ts';
export { torchState } from './torch-state.ts';
