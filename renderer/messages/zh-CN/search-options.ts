import type { SettingCatalogue } from '../setting-words.ts';

/** 搜索方法与提前停止规则的选项；按名称，或在方法各有说法处按“方法.名称”。 */
export const searchOptions: SettingCatalogue = {
  startup_trials: {
    label: '学习前的试验',
    help: '在方法从结果中学习之前，均匀散布的最初几次试验。越多看得越广。惯例为 10。',
  },
  multivariate: {
    label: '多变量',
    help: '把同时有效的设置当作整体，从而看出哪些取值相配。默认开启：设置相互影响时更好。',
  },
  candidates: {
    label: '候选点',
    help: '从好的试验附近抽取的点数，提出其中最有希望的。越多越偏向利用。惯例为 24。',
  },
  initial_spread: {
    label: '初始散布',
    help: '第一个点云的标准差，以各范围的比例计。越大看得越广。默认六分之一：范围为两侧各三个标准差。',
  },
  most_points: {
    label: '曲面的试验数',
    help: '曲面最多拟合的试验：最好的和其余的均匀一部分。越多越精确，耗时按立方增长。150 使一次提出远少于十分之一秒。',
  },
  grid_points: {
    label: '数值的取值个数',
    help: '每个范围分成的取值，含两端。越多看得越细，试验也多得多。默认 5。',
  },
  'nsga2.population': {
    label: '种群',
    help: '每一代的试验。越大前沿越均匀，推进越慢。24 适合数百次试验。',
  },
  'pbt.population': {
    label: '成员',
    help: '并排训练的网络。越多探索越广，用时越长。8 适合同时进行两到四个。',
  },
  stretches: {
    label: '段数',
    help: '一次完整训练分成的段；每段之后，成员可接过另一成员。越多调整越快，判断依据越少。默认 8。',
  },
  'median.startup_trials': {
    label: '用来比较的试验',
    help: '须有这么多其他试验到达同一步，才会停止任何一次。越多越谨慎。惯例为 5。',
  },
  'curve.startup_trials': {
    label: '停止前的完整试验',
    help: '须有这么多试验进行到底，才会停止任何一次。越多越谨慎。默认 3。',
  },
  warmup_steps: {
    label: '停止前的步数',
    help: '在这一步之前不停止任何试验。越大给起步慢的越多时间。默认 1：每轮的第一次报告即算。',
  },
  min_steps: {
    label: '首次比较',
    help: '首次比较的步；之后按缩减倍数的幂进行。越大省得越少，也错得越少。默认 1。',
  },
  reduction_factor: {
    label: '缩减倍数',
    help: '每次比较中，这么多试验里有一个继续。越大停止越多。3 与 Hyperband 论文相同。',
  },
  patience_reports: {
    label: '没有进展的报告',
    help: '连续这么多次报告没有更好就停止。越多等得越久。惯例为 5。',
  },
  min_progress: {
    label: '最小进展',
    help: '数值须好多少才算进展。越大停止越早。默认 0：任何进展都算。',
  },
  least_chance: {
    label: '最小机会',
    help: '胜过最佳的机会低于此值时停止试验。越大停止越多。0.05 与论文相同。',
  },
};
