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
  [/^Spread evenly, as one of the first trials\.$/, '最初的试验之一，均匀散布。'],
  [/^Spread evenly, as a founder\.$/, '种群的初始成员，均匀散布。'],
  [/^Point (\d+) of the scrambled Sobol sequence\.$/, '加扰 Sobol 序列的第 $1 点。'],
  [/^Point (\d+) of (\d+) of the grid\.$/, '网格 $2 点中的第 $1 点。'],
  [/^The best of (.+)\.$/, '“$1”的最佳取值。'],
  [/^One of the best of (.+)\.$/, '“$1”的最佳取值之一。'],
  [
    /^Where the best (\d+) points are dense and the other (\d+) are rare\.$/,
    '最好的 $1 点密集而其余 $2 点稀少之处。',
  ],
  [
    /^Where the best (\d+) points are dense and the other (\d+) are rare, (\d+) of them from earlier studies\.$/,
    '最好的 $1 点密集而其余 $2 点稀少之处，其中 $3 点来自以前的搜索。',
  ],
  [
    /^Most expected improvement on a surface through (\d+) points: (-?[\d.]+) standard deviations ahead of the best\.$/,
    '在通过 $1 点的曲面上预期改善最大：领先最佳 $2 个标准差。',
  ],
  [
    /^Most expected improvement on a surface through (\d+) points, (\d+) of them from earlier studies: (-?[\d.]+) standard deviations ahead of the best\.$/,
    '在通过 $1 点（其中 $2 点来自以前的搜索）的曲面上预期改善最大：领先最佳 $3 个标准差。',
  ],
  [/^Drawn from the cloud of generation (\d+)(.*)\.$/, '从第 $1 代点云中抽取。'],
  [/^Child of trials (\d+) and (\d+), generation (\d+)\.$/, '第 $3 代，试验 $1 与 $2 的后代。'],
  [
    /^Moved to the nearest untried values within the constraints\.$/,
    '已移到约束之内最近的未试取值。',
  ],
  [
    /^Grid: all (\d+) combinations fit into (\d+) trials\.$/,
    '网格：全部 $1 种组合可在 $2 次试验内完成。',
  ],
  [
    /^Sobol: with (\d+) of (\d+) trials at once there is little to learn from\.$/,
    'Sobol：$2 次试验中同时进行 $1 次，可学的很少。',
  ],
  [
    /^TPE: some settings exist only beside others, which it takes as they are\.$/,
    'TPE：有些设置只在其他设置下才有效，它能照原样处理。',
  ],
  [
    /^TPE: it stays fast and bears all kinds of settings over (.+) trials\.$/,
    'TPE：试验再多也快，能处理各种设置。',
  ],
  [
    /^CMA-ES: (\d+) trials are enough to learn how (\d+) numbers interact\.$/,
    'CMA-ES：$1 次试验足以了解 $2 个数值如何相互影响。',
  ],
  [
    /^Gaussian process: it makes the most of only (\d+) trials over (\d+) settings\.$/,
    '高斯过程：最能利用 $2 个设置上仅有的 $1 次试验。',
  ],
  [
    /^Gaussian process: it spreads only (\d+) trials along the front of (\d+) objectives\.$/,
    '高斯过程：把仅有的 $1 次试验沿 $2 个目标的前沿展开。',
  ],
  [
    /^NSGA-II: it breeds trials towards the whole front of (\d+) objectives\.$/,
    'NSGA-II：让试验逼近 $1 个目标的整个前沿。',
  ],
  [/^No progress in (\d+) reports\.$/, '连续 $1 次报告没有进展。'],
  [
    /^Place (\d+) of (\d+) at step (\d+), of which (\d+) go on\.$/,
    '第 $3 步在 $2 个中排第 $1，其中 $4 个继续。',
  ],
  [/^Chosen by hand\.$/, '手动选择。'],
];
