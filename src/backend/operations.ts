/** Operations that tfjs-core lacks or runs slowly, each with a portable form for other devices. */
export * from './operations/arithmetic-peak.ts';
export * from './operations/ctc-loss.ts';
export * from './operations/gather-rows.ts';
export * from './operations/half-square-sum.ts';
export * from './operations/kept-value.ts';
export * from './operations/linear.ts';
export * from './operations/linear-cross-entropy.ts';
export * from './operations/orthonormal-columns.ts';
export * from './operations/repeat-rows.ts';
export * from './operations/resource-variable.ts';
export * from './operations/row-gradients.ts';
export * from './operations/sparse-softmax-cross-entropy.ts';
export * from './operations/stateless-uniform.ts';
export * from './operations/update-parameters.ts';
export * from './operations/with-gradient.ts';
export * from './operations/with-gradients.ts';
