export { chooseByMeasurement, chooseKernel, KernelRecord } from './choice/index.ts';
export { kernels } from './list.ts';
