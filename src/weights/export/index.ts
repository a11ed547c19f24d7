export { readMe } from './read-me.ts';
export { type PlainTensor, toTorchNames } from './torch-names.ts';
export { expectTorchStack } from './torch-stack.ts';
