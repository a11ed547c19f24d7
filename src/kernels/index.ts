export { chooseByMeasurement, chooseKernel, KernelRecord, possibleCase } from './choice/index.ts';
export { kernels } from './list.ts';
