import type { SettingCatalogue } from '../../setting-words.ts';

/** 优化、学习率计划、停止条件与运行的设置。 */
export const trainingSettings: SettingCatalogue = {
  diagnostics: {
    label: '诊断记忆',
    help: '每次评估时：按滞后的梯度、奇异值、李雅普诺夫指数、门，以及损失随可用上下文的变化，并说明什么会有帮助。每次需几秒；默认关闭，也可事后进行。',
  },
  optimizer: {
    label: '优化器',
    help: '把梯度变成更新的规则。默认用 Adam：在循环网络上最不需要调参。',
    choices: {
      adam: { label: 'Adam', help: '每个权重有自己的步长（Kingma 与 Ba 2015）；稳妥的首选。' },
      adamw: {
        label: 'AdamW',
        help: '权重衰减直接作用于权重而非梯度的 Adam（Loshchilov 与 Hutter 2019）。',
      },
      sgd: { label: 'SGD', help: '带动量的普通梯度步；需要更大的学习率和计划，最终可能更低。' },
      rmsprop: {
        label: 'RMSprop',
        help: '除以近期的梯度大小（Hinton 2012）；Adam 之前的经典选择。',
      },
    },
  },
  lr: {
    label: '学习率',
    help: '每次更新的幅度。越高学得越快，直到不稳定。0.001 是 Adam 论文的默认值；SGD 需要 0.1 至 30。',
  },
  beta1: {
    label: 'Beta 1',
    help: '梯度均值的记忆。越高平滑的步数越多，反应越慢。0.9，取自 Adam 论文。',
  },
  beta2: {
    label: 'Beta 2',
    help: '梯度平方的记忆。越高步长越平稳，适应越慢。0.999，取自 Adam 论文。',
  },
  rho: {
    label: '平滑系数',
    help: 'RMSprop 中梯度平方的记忆。越高步长越平稳。0.99，与 PyTorch 一致。',
  },
  epsilon: {
    label: 'Epsilon',
    help: '加在除数上的小量。越高，对很少得到梯度的权重更新越小。1e-8，与 PyTorch 一致。',
  },
  momentum: {
    label: '动量',
    help: '延续上次更新的比例。越高越快，也越容易冲过头。常用 0.9；0 即普通 SGD。',
  },
  nesterov: {
    label: 'Nesterov 动量',
    help: '更新前先沿动量向前看一步，减轻冲过头。默认关闭，与 PyTorch 一致。',
  },
  clip_norm: {
    label: '梯度范数裁剪',
    help: '范数超过该值时整体缩小所有梯度；0 表示关闭。越高允许的跳跃越大。1.0 可防止梯度爆炸。',
  },
  unfreeze_epochs: {
    label: '逐层解冻间隔',
    help: '用于继续训练导入的权重：起初只有输出层学习，然后自上而下逐层放开循环层，最后是嵌入（ULMFiT，Howard 与 Ruder 2018）。越高越多地保留之前学到的内容。默认 0：同时训练全部。',
  },
  layer_rate_decay: {
    label: '逐层学习率之比',
    help: '用于预训练权重：每层的学习率是上一层的除以该值，越深的层变化越小；lr 是输出层的学习率。ULMFiT 取 2.6（Howard 与 Ruder，2018）；默认 1，各层相同。',
  },
  clip_value: {
    label: '梯度数值裁剪',
    help: '在裁剪范数之前，把每个梯度限制在正负该值以内；0 表示关闭。越高裁得越少。默认关闭：范数裁剪能保持方向。',
  },
  clip_adaptive: {
    label: '自适应裁剪',
    help: '把每个单元的梯度缩小到其权重范数的这一比例以内，输出层除外（Brock 等 2021）；0 表示关闭。越高允许的步子越大：论文用 0.01 至 0.16。',
  },
  averaging: {
    label: '权重平均',
    help: '训练照常进行，另外保留各步权重的平均，并以平均值测量和使用：更平稳，往往略好。默认关闭；多占一份权重的内存。',
    choices: {
      off: { label: '关闭', help: '直接使用权重。' },
      ema: { label: 'EMA', help: '每次更新后的指数移动平均（Polyak 与 Juditsky 1992）。' },
      swa: {
        label: 'SWA',
        help: '最后若干轮结束时权重的平均（Izmailov 等 2018）；宜用不下降的学习率，即常数计划。',
      },
      'nt-asgd': {
        label: 'NT-ASGD',
        help: '自指标不再改善起所有权重的平均（Merity 等 2018）；用于学习率高且恒定的普通 SGD。',
      },
    },
  },
  averaging_decay: {
    label: '平均的衰减',
    help: '每次更新保留平均值的比例；越高平均的更新越多，约 1 / (1 - 衰减)。惯例 0.999，运行初期更小。',
  },
  averaging_start: {
    label: '平均的起点',
    help: '运行到这一比例之后，每轮的权重才计入平均；越晚平均的越少、越好。论文用 0.75。',
  },
  averaging_patience: {
    label: '平均的耐心',
    help: '指标差于除最近若干次之外所有评估的最好值时开始平均；越高开始越晚。论文用 5。',
  },
  weight_decay: {
    label: '权重衰减',
    help: '把权重矩阵（不含偏置）拉向零。越高对训练数据拟合得越松。0 表示关闭；AdamW 常用 0.01。',
  },
  schedule: {
    label: '学习率计划',
    help: '训练中学习率如何变化。默认在验证指标不再改善时减半。',
    choices: {
      constant: { label: '恒定', help: '自始至终使用相同的学习率。' },
      step: { label: '阶梯', help: '每隔若干轮乘以衰减系数。' },
      exponential: { label: '指数', help: '平滑下降，每个衰减周期降到衰减系数倍。' },
      cosine: { label: '余弦', help: '沿半个余弦降到训练结束；需要已知的长度。' },
      plateau: { label: '平台', help: '验证指标不再改善时乘以衰减系数。' },
      'one-cycle': {
        label: '单周期',
        help: '先升到设定的学习率，再降到远低于它（Smith 2018）；需要已知的长度。',
      },
      'slanted-triangular': {
        label: '斜三角',
        help: '短暂上升，然后沿直线下降；适合继续训练导入的权重（ULMFiT，Howard 与 Ruder 2018）。',
      },
    },
  },
  warmup_steps: {
    label: '预热',
    help: '学习率从接近零升起的步数。越高起步越平缓。默认 0：带裁剪的循环网络很少需要。',
  },
  hold_epochs: {
    label: '衰减前保持',
    help: '学习率开始下降前保持不变的轮数。越高探索越久。默认 0。',
  },
  decay_factor: {
    label: '衰减系数',
    help: '每次衰减时学习率所乘的数。越高降得越慢。默认二分之一，是常用的平台系数。',
  },
  decay_epochs: {
    label: '衰减周期',
    help: '学习率降到衰减系数倍所用的轮数。越高降得越慢。5 适合几十轮的训练。',
  },
  plateau_patience: {
    label: '平台耐心',
    help: '学习率下降前可容忍的无改善评估次数。越高等得越久。2 能在早停（5）之前看到效果。',
  },
  plateau_threshold: {
    label: '平台阈值',
    help: '算作改善的最小相对幅度。越高越早判定为平台。1e-4，与 PyTorch 一致。',
  },
  min_lr: {
    label: '最低学习率',
    help: '计划不会低于此值，余弦以它结束。越高，后期网络仍在变化。0，与 PyTorch 一致。',
  },
  one_cycle_rise: {
    label: '上升部分',
    help: '学习率上升所占的比例。越高越晚到达峰值。0.3，与 PyTorch 一致。',
  },
  one_cycle_start_divisor: {
    label: '起始除数',
    help: '周期从学习率除以该值开始。越高起步越平缓。25，与 PyTorch 一致。',
  },
  one_cycle_end_divisor: {
    label: '结束除数',
    help: '周期以起始值除以该值结束。越高越接近零。10,000，与 PyTorch 一致。',
  },
  slant_rise: {
    label: '上升部分',
    help: '学习率上升所占的比例。越高越晚到达峰值。0.1，与 ULMFiT 一致。',
  },
  slant_ratio: {
    label: '峰值与两端之比',
    help: '峰值是两端的多少倍。越高开头与结尾越平缓。32，与 ULMFiT 一致。',
  },
  schedule_steps: {
    label: '计划长度',
    help: '余弦、单周期或三角所跨的步数，之后保持最后的值。越高降得越慢。0 表示取训练的长度（max_epochs 或 max_steps）。',
  },
  max_epochs: {
    label: '最多轮数',
    help: '训练数据最多过几遍，除非其他限制或早停先结束。越高训练越久。30 对多数小数据集足够。',
  },
  max_steps: {
    label: '最多步数',
    help: '达到该批数后结束；0 表示不限。越高训练越久。默认关闭：轮数更直观。',
  },
  max_minutes: {
    label: '最多分钟数',
    help: '训练达到该时间后结束，暂停不计；0 表示不限。越高训练越久。默认关闭。',
  },
  patience: {
    label: '早停耐心',
    help: '验证指标连续多少次评估没有改善就结束；0 表示从不早停。越高等得越久。惯例为 5。',
  },
  eval_every: {
    label: '评估间隔',
    help: '两次验证之间的步数；0 表示每轮一次，轮次更长时每 1000 步一次。越高花在评估上的时间越少。',
  },
  samples_every: {
    label: '样例间隔',
    help: '每隔多少次评估输出一次样例（一段文本或一次预测）；0 表示不输出。越高花的时间越少。默认每次都输出。',
  },
  checkpoint_every: {
    label: '编号检查点间隔',
    help: '除最佳和最新之外，每隔多少步另存一个带步数的检查点；0 表示不存。越高存得越少。默认关闭。',
  },
  keep_checkpoints: {
    label: '保留的编号检查点',
    help: '磁盘上保留的最新编号检查点数。越高占用空间越多。惯例为 3。',
  },
  checkpoint_minutes: {
    label: '安全检查点间隔',
    help: '即使没有评估，也每隔多少分钟更新一次最新检查点。越高，崩溃时损失越多。默认 2；不影响结果。',
  },
  nonfinite_limit: {
    label: '容忍的非有限步数',
    help: '损失或梯度连续多少步为无穷或非数时，跳过这些步之后判定运行失败。越高越宽容。默认 10。',
  },
  seed: {
    label: '随机种子',
    help: '所有随机数的起点：初始权重、批次顺序、dropout。同一种子在同一设备上得到同样的结果；换一个可看出运气的成分。',
  },
  loss_scaling: {
    label: '损失缩放',
    help: '求梯度时把损失乘以二的幂，使小梯度不致消失；“自动”仅在乘积为 fp16 时启用，bf16 不需要（Micikevicius 等 2018）。',
    choices: {
      auto: { label: '自动', help: '数值格式需要时启用。' },
      dynamic: { label: '动态', help: '从 65536 开始，连续 2000 步正常后加倍，梯度溢出时减半。' },
      off: { label: '关闭', help: '直接对损失求梯度。' },
    },
  },
};
