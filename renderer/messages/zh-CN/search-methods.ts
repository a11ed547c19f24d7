/** 搜索的提出方式与提前停止规则；键为编号。 */
export const searchMethods: Readonly<
  Record<string, { readonly label: string; readonly help: string }>
> = {
  auto: { label: '自动', help: '按预算、维数、条件和目标数选择方法，并说明原因。' },
  random: { label: '随机', help: '互相独立的抽取：不需要历史，可同时进行任意多次试验。' },
  grid: { label: '网格', help: '每种组合一次，顺序打乱：适合少量取值的少量设置。' },
  sobol: { label: 'Sobol', help: '均匀散布的抽取（加扰的 Sobol 序列）：初探时优于随机。' },
  tpe: {
    label: 'TPE',
    help: '在好的试验密集、差的稀少之处寻找：快速，能处理选项、条件与大量试验。',
  },
  cmaes: {
    label: 'CMA-ES',
    help: '让点云向下移动并学习其形状：适合相互影响的数值设置与较多试验。',
  },
  gp: { label: '高斯过程', help: '用光滑曲面拟合损失并去最有希望之处：每次试验昂贵时用得最少。' },
  nsga2: { label: 'NSGA-II', help: '让种群逼近多个目标的整个前沿：适合多目标与较多试验。' },
  pbt: { label: '基于种群的训练', help: '较差者接过较好者的权重并改变设置：边训练边搜索。' },
  none: { label: '不停止', help: '每次试验都进行到底。' },
  median: { label: '中位数', help: '在同一步差于一半其他试验时停止：简单而温和。' },
  asha: {
    label: '逐次减半（ASHA）',
    help: '在按倍数增长的步比较，只让最好的一部分继续：试验多时最省。',
  },
  hyperband: { label: 'Hyperband', help: '从急到缓的多组逐次减半：不知道损失多早可信时使用。' },
  patience: { label: '耐心', help: '连续若干次报告没有改善就停止，不与其他试验比较。' },
  curve: { label: '学习曲线外推', help: '外推学习曲线，几乎不可能胜过最佳时停止。' },
};

/** 搜索结束或停顿的原因：英文句式与译文。 */
export const searchReasons: readonly [RegExp, string][] = [
  [/^All (\d+) trials are done\.$/, '全部 $1 次试验已完成。'],
  [/^The ([\d.]+) minutes are used up\.$/, '$1 分钟已用完。'],
  [/^The (\d+) training steps are used up\.$/, '$1 个训练步已用完。'],
  [/^No better trial among the last (\d+)\.$/, '最近 $1 次试验没有更好的。'],
  [/^Nothing untried is left in the space\.$/, '空间中已没有未试过的取值。'],
  [/^Every member of the population \((\w+)\) is trained\.$/, '种群（$1）的全部成员都已训练完。'],
  [/^A founder of the population\.$/, '种群的初始成员。'],
  [/^Member (\d+) goes on from its own step (\d+)\.$/, '成员 $1 从自己的第 $2 次评估继续。'],
  [
    /^Member (\d+) was behind: takes over trial (\d+) at step (\d+), with changed settings\.$/,
    '成员 $1 落后：接过试验 $2 在第 $3 次评估时的权重，并改变设置。',
  ],
  [/^Ended by hand\.$/, '手动结束。'],
  [/^Cancelled by hand\.$/, '手动取消。'],
  [/^Ran to its end\.$/, '进行到底。'],
  [/^Unroll was closed\.$/, 'Unroll 已关闭。'],
  [/^Unroll ended while it was searching\.$/, '搜索进行时 Unroll 意外结束。'],
  [
    /^(\d+) of (\d+) others are better at step (\d+)\.$/,
    '在第 $3 步，$2 个其他试验中有 $1 个更好。',
  ],
  [/^Drawn at random\.$/, '随机抽取。'],
  [/^Chosen by hand\.$/, '手动选择。'],
];
