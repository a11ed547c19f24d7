import type { WordData } from '../../../src/contract/index.ts';

/** 记忆诊断的结论与建议，按代码查找。 */
export const memoryFindings: Readonly<Record<string, (data: WordData) => string>> = {
  'no-layers': () => '该网络没有可以查看的循环层。',
  explodes: ({ layer, growth, steps }) =>
    `梯度爆炸：在 ${layer} 中每回溯一步梯度增大 ${growth} 倍，经过 ${steps} 步已无法使用，更新主要由裁剪决定。`,
  forgets: ({ layer, memory, steps, left, constant, window }) =>
    `网络会遗忘：在 ${layer} 中梯度每 ${memory} 步降至 1/e，${steps} 步之后只剩 ${left}：它的门平均只把状态保持 ${constant} 步。更早的内容很难学到。${besideAttention(window)}`,
  'forgets-without-gates': ({ layer, memory, steps, left, window }) =>
    `网络会遗忘：在 ${layer} 中梯度每 ${memory} 步降至 1/e，${steps} 步之后只剩 ${left}：简单循环网络没有保持状态的门，每一步都使梯度乘以权重与 tanh 的斜率。更早的内容很难学到。${besideAttention(window)}`,
  'forgets-by-factors': ({ layer, memory, steps, left, window }) =>
    `网络会遗忘：在 ${layer} 中梯度每 ${memory} 步降至 1/e，${steps} 步之后只剩 ${left}：没有门保持状态，每一步都使每个单元乘以它自己学得的系数。更早的内容很难学到。${besideAttention(window)}`,
  keeps: ({ steps }) => `网络记得住：每一层的梯度都能传过全部 ${steps} 步而不衰减。`,
  remembers: ({ layer, memory, steps }) =>
    `网络记得住：即使在 ${layer} 中，梯度也要 ${memory} 步（共 ${steps} 步）才降至 1/e。`,
  clip: () => '把梯度范数裁剪到 1：任何一步都不会毁掉权重。',
  slower: () => '学习率降到三分之一：较小的步子不会越出斜率有效的范围。',
  normalise: () => '层归一化使状态的大小保持在一定范围内。',
  gated: () => 'GRU：更新门可以原样传递状态，梯度也随之传递。',
  'forget-bias': () =>
    '更大的遗忘门偏置：门一开始就打开，保持约序列那么长（Tallec 与 Ollivier，2018）。',
  attention: () => '对过去状态的注意力：以后还要用的内容可以回去读，不必一直记住。',
  pooling: () => '用注意力汇聚：答案回看每一步，不必一直记到最后。',
  stacking: () => '每步更多帧：同样的声音，更少的步数。',
};

function besideAttention(window: WordData[string] | undefined): string {
  return window === undefined ? '' : `这只是循环本身：对过去状态的注意力仍可回看 ${window} 步。`;
}
