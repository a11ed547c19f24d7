import type { SettingCatalogue } from '../../setting-words.ts';

/** 时间序列预测的设置。 */
export const forecastingSettings: SettingCatalogue = {
  target_columns: {
    label: '预测的列',
    help: '一起读入并预测的列；留空表示全部数值列。',
  },
  series_column: {
    label: '序列列',
    help: '说明每一行属于哪个序列的列，例如门店或传感器；一个网络学习全部序列，各自单独标准化。留空：文件只含一个序列。',
  },
  past_columns: {
    label: '只知过去的列',
    help: '读入但不预测的列，例如测得的气温。默认没有。',
  },
  known_columns: {
    label: '事先已知的列',
    help: '预测时已知其未来的列，例如节假日或计划价格；要预测最后一行之后，文件须含这些行的该列，其余列留空。默认没有。',
  },
  calendar_features: {
    label: '日历',
    help: '告诉网络每一行（包括待预测的行）的日期信息；在规律随时钟或星期变化、而输入比它短时有用。默认不告诉，与各基准一致。',
    choices: {
      none: { label: '无', help: '只有数值。' },
      auto: { label: '按行距选取', help: '小时、星期与一年中的时间，只取比行距长的。' },
      hour: { label: '小时', help: '一天中的时间。' },
      weekday: { label: '星期', help: '星期一至星期日。' },
      year: { label: '一年中的时间', help: '一月至十二月。' },
    },
  },
  input_length: {
    label: '输入长度',
    help: '每次预测前网络能看到的行数；越长历史越多，也越费时。默认 96，即每小时一行的四天数据，是常用的基准设置。',
  },
  horizon: {
    label: '预测步数',
    help: '一次预测多少行；越长越难。默认 24，即每小时一行的一天数据。',
  },
  time_column: {
    label: '时间列',
    help: '说明每一行时间并决定行序的列；留空则取最合适的一列，数据诊断中会写明是哪一列。',
  },
  fill_gaps: {
    label: '为缺少的时间补行',
    help: '在缺少时间点的地方补上一行，使周期跨过缺口仍保持长度；补上的值记为缺失。默认关闭：各行视为等间隔。',
  },
  missing_values: {
    label: '缺失值',
    help: '网络在缺失处看到什么；那里既不训练也不计量误差。默认取前一个值，它不透露未来。',
    choices: {
      'last-value': { label: '前一个值', help: '重复前面最后一个值；最开头取均值。' },
      line: {
        label: '直线',
        help: '在训练行内向后一个值连直线：更平滑，但结束于其中的窗口会知道直线通向何处。其余部分仍取前一个值，使指标可信。',
      },
    },
  },
  train_rows: {
    label: '训练行数',
    help: '从开头起用于训练的行数；0 表示按比例划分。三项都填可使用公开的划分，例如 8,640/2,880/2,880。',
  },
  val_rows: {
    label: '验证行数',
    help: '训练行之后用于验证的行数；0 表示按比例划分。三项都填可使用公开的划分。',
  },
  test_rows: {
    label: '测试行数',
    help: '验证行之后用于最终测试的行数；0 表示按比例划分。三项都填可使用公开的划分。',
  },
  season_length: {
    label: '周期长度',
    help: '一个周期的行数（每小时一行、按日起伏时为 24）：周期基线会重复它，分段长度也默认取它。0 表示从训练部分自动找出。',
  },
  normalization: {
    label: '窗口归一化',
    help: '网络看到每个窗口之前先减去、之后再加回的量；默认取最后一个值，能跟随缓慢变化的水平（SegRNN）。',
    choices: {
      'last-value': {
        label: '最后一个值',
        help: '减去各通道输入的最后一个值：网络预测的是变化量。',
      },
      season: {
        label: '上一个周期',
        help: '减去一个周期之前的值：网络预测的是与周期重复的偏差。适合各周期彼此相似的序列。',
      },
      'mean-std': {
        label: '均值与离散度',
        help: '减去窗口均值并除以标准差（不含可学习缩放的 RevIN）。',
      },
      none: { label: '不处理', help: '只按训练行做 z 分数标准化。' },
    },
  },
  channels: {
    label: '通道',
    help: '网络是逐列单独读入，还是一次读入所有列；逐列在多数真实数据上泛化更好（SegRNN）。',
    choices: {
      independent: { label: '逐列', help: '各列共用同一组权重，用可学习的通道嵌入来区分。' },
      joint: { label: '全部一起', help: '一个序列包含所有列，列与列之间可以互相提供信息。' },
      graph: {
        label: '在图上',
        help: '逐列读入，同时读入其邻居的值：图卷积接入循环单元（T-GCN、DCRNN）。需要图文件。',
      },
    },
  },
  graph_filter: {
    label: '图滤波',
    help: '网络读入之前，数值如何在图上传播；默认用随机游走，它区分边的方向（DCRNN）。',
    choices: {
      diffusion: { label: '随机游走', help: '顺边与逆边各有自己的权重（DCRNN）。' },
      normalized: { label: '归一化邻接', help: '邻居与自身的均值，不分方向（T-GCN）。' },
      chebyshev: {
        label: '切比雪夫多项式',
        help: '拉普拉斯矩阵的多项式：更锐利，不分方向（Defferrard 等 2016）。',
      },
    },
  },
  graph_order: {
    label: '图阶数',
    help: '一个节点能看到几条边之外；越大看得越远，权重也越多。常用 2。',
  },
  graph_weights: {
    label: '边的权重',
    help: '边上数字的含义；默认按原样使用，文件没有时为 1。',
    choices: {
      given: { label: '强度', help: '数字越大，联系越强。' },
      equal: { label: '全部相同', help: '只看有没有边。' },
      distance: { label: '距离', help: '数字越大，联系越弱，按高斯核换算（DCRNN）。' },
    },
  },
  segment_length: {
    label: '分段长度',
    help: '一个循环步读入的行数；越长步数越少，训练更快、遗忘更少。1 表示逐行；0 表示在能整除输入长度时取周期长度。',
  },
  decoding: {
    label: '解码方式',
    help: '如何由最终状态得到预测；并行分段可避免误差逐步累积（SegRNN）。',
    choices: {
      parallel: {
        label: '并行分段',
        help: '预测的每一段都由最终状态走一个循环步得到，用可学习的位置来区分。',
      },
      direct: { label: '直接', help: '用一个线性层把最终状态映射到整段预测。' },
      recursive: {
        label: '递归',
        help: '网络以自己的预测为输入，一段接一段地继续，如自回归模型。',
      },
      'encoder-decoder': {
        label: '编码器与解码器',
        help: '另一个网络接过最终状态，一段接一段地继续（Sutskever 等 2014）。',
      },
    },
  },
  teacher_forcing: {
    label: '教师强制',
    help: '训练批次中每一步读入真值而非预测值的比例；越高训练越快，但较晚才遇到自己的误差。0.5 是常用的折中；输出为分布时总是读入自己的预测。',
  },
  'forecasting.batch_size': {
    label: '批大小',
    help: '一步中的窗口数，每个窗口含全部通道；越大越平稳、单个窗口越快，越小步数越多，往往泛化更好。',
  },
  output: {
    label: '输出',
    help: '对每个值预测什么：默认是一个数，与各基准一致；也可以是一个分布，说明预测有多大把握。',
    choices: {
      point: { label: '一个数', help: '损失函数所要求的那个值。' },
      quantiles: {
        label: '分位数',
        help: '从 1 % 到 99 % 的 23 个分位数，按分位数损失训练：区间可以是任何形状（Wen 等 2017）。',
      },
      normal: { label: '正态分布', help: '均值与标准差，按似然训练：区间对称。' },
      'student-t': {
        label: '学生 t 分布',
        help: '位置、尺度与尾部轻重，按似然训练：罕见的大偏差影响较小（DeepAR）。',
      },
    },
  },
  loss: {
    label: '损失',
    help: '训练时要减小的量，以标准化后的单位计；默认用平方误差，与各基准一致。',
    choices: {
      mse: { label: '平方误差', help: '对大偏差惩罚最重；预测的是均值。' },
      mae: { label: '绝对误差', help: '不易受离群值影响；预测的是中位数。' },
      huber: { label: 'Huber', help: '一个标准差以内按平方，以外按绝对值。' },
    },
  },
};
