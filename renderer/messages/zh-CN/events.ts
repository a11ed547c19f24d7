import type { RunEvent, WordData } from '../../../src/contract/index.ts';

/** 按代码查找；数字和名称取自事件的数据。 */
export const events: Readonly<Record<string, (data: WordData, event: RunEvent) => string>> = {
  'kernels-measured': ({ shapes, times }) => `已为 ${shapes} 测量各内核：${times}。`,
  'weights-imported': ({ path }) => `权重来自 ${path}。`,
  resumed: ({ step }) => `从第 ${step} 步的检查点继续。`,
  'no-checkpoint': () => '还没有检查点，运行从第一步重新开始。',
  'other-kernel': ({ before, kernel }) =>
    `开始时使用的内核 ${before} 无法在此运行；改用 ${kernel}，数值在 1e-4 以内相同，但末位不保证一致。`,
  'kernel-caution': ({ kernel }, { message }) =>
    kernel === 'cudnn'
      ? '内核 cudnn 还没有在真实的硬件上运行过：请先用内核 tensorflow-bptt 做一次短运行来对照，再依赖它。'
      : message,
  precision: ({ kernel, precision, scale }) => {
    if (precision !== 'mixed') {
      return `这里没有内核能以混合精度计算此网络（内核 ${kernel}）：本次运行用 fp32 计算。`;
    }
    const scaling =
      scale === 1 ? 'bf16 与 fp32 的范围相同，因此不缩放损失' : `损失从 ${scale} 倍开始动态缩放`;
    return `循环部分以及语言模型输出层的乘积用 bf16，累加、状态与权重用 fp32；${scaling}。`;
  },
  'loss-scale-lowered': ({ before, after }) =>
    `损失放大 ${before} 倍时梯度溢出，已跳过这次更新，倍数降到 ${after}。`,
  'lr-lowered': ({ metric, before, after }) =>
    `${metric} 不再改善：学习率从 ${before} 降到 ${after}。`,
  'averaging-begun': () => '权重平均开始：此后测量并保留的是平均值。',
  'ended-early': ({ metric, best }) => `自第 ${best} 步以来 ${metric} 没有改善，训练结束。`,
  'ended-steps': ({ steps }) => `${steps} 步全部完成。`,
  'ended-stretch': ({ steps }) => `到第 ${steps} 步的这一段已完成。`,
  inherited: ({ run, step }) => `从 ${run} 第 ${step} 步的检查点继续训练。`,
  'ended-epochs': ({ epochs }) => `${epochs} 轮全部完成。`,
  'ended-time': () => '训练时间已用完。',
  'non-finite': ({ cause, skipped }) =>
    `${cause === 'loss' ? '损失' : '梯度范数'}不是有限数，已跳过这次更新（共 ${skipped} 次）。`,
};
