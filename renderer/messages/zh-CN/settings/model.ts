import type { SettingCatalogue } from '../../setting-words.ts';

/** 单元、网络与计算它的方式。 */
export const modelSettings: SettingCatalogue = {
  cell: {
    label: '循环单元',
    help: 'LSTM 和 GRU 比简单 RNN 记得更久，计算量约为其 4 倍和 3 倍；门只读输入的单元（min…、LRU、mLSTM）可沿时间并行训练。',
    choices: {
      rnn: { label: 'RNN', help: '简单循环网络（Elman）：一个 tanh，记忆短，速度快。' },
      lstm: { label: 'LSTM', help: '长短期记忆：三个门和一个单元状态。' },
      gru: { label: 'GRU', help: '门控循环单元，在矩阵乘法之后重置，与 PyTorch 一致。' },
      'gru-reset-before': {
        label: 'GRU（先重置）',
        help: '最初发表的门控循环单元：在矩阵乘法之前重置状态。',
      },
      mingru: {
        label: 'minGRU',
        help: '门只读输入的 GRU：线性递推，速度快；两三层时接近 GRU（Feng 等，2024）。',
      },
      minlstm: {
        label: 'minLSTM',
        help: '没有输出门、门只读输入且此消彼长的 LSTM：速度快（Feng 等，2024）。',
      },
      sru: {
        label: 'SRU',
        help: '简单循环单元：门只看本单元的状态，输入可绕行而过；速度快，适合四层以上（Lei 等，2018）。',
      },
      indrnn: {
        label: 'IndRNN',
        help: '独立循环网络：每个单元只经 ReLU 读入自身状态；计算极省，适合多层（Li 等，2018）。',
      },
      lru: {
        label: 'LRU',
        help: '线性循环单元：系数为单位圆内的复数，由门控线性单元读出；记忆长（Orvieto 等，2023）。',
      },
      slstm: {
        label: 'sLSTM',
        help: '输入门为指数、状态经归一化的 LSTM，能修正已存内容（xLSTM，Beck 等，2024）。',
      },
      mlstm: {
        label: 'mLSTM',
        help: '由指数门写入键与值的矩阵记忆：状态最大，可并行训练（xLSTM，Beck 等，2024）。',
      },
    },
  },
  hidden_size: {
    label: '隐藏单元数',
    help: '每层的单元数：越多容量越大，需要的数据越多，耗时按平方增长。',
  },
  num_layers: {
    label: '层数',
    help: '循环层数，每层读入下一层的输出；两层常比一层好，四层很少更好。',
  },
  dropout: {
    label: 'Dropout',
    help: '训练时在层间和输出处置零的比例；过拟合时调高。',
  },
  dropout_kind: {
    label: 'Dropout 方式',
    help: '每一步重新抽取，还是整个序列只抽取一次；按词建模时通常用锁定方式（Merity 等 2018）。',
    choices: {
      standard: { label: '每步重新抽取', help: '每个数值单独丢弃。' },
      locked: {
        label: '随时间锁定',
        help: '被丢弃的单元在整个序列中保持丢弃（变分 dropout，Gal 与 Ghahramani 2016）。',
      },
    },
  },
  input_dropout: {
    label: '输入 dropout',
    help: '训练时第一层读入的数值中置零的比例；默认关闭，输入很多时取 0.1 至 0.5。',
  },
  recurrent_dropout: {
    label: '循环 dropout',
    help: '训练时对循环乘积隐藏的隐状态比例，序列的每一步隐藏相同的单元；防止过拟合时取 0.1 至 0.3（Gal 与 Ghahramani 2016）。',
  },
  weight_drop: {
    label: '权重丢弃',
    help: '每个训练步中置零的循环权重比例；按词建模时取 0.5，代替循环 dropout（Merity 等 2018）。',
  },
  zoneout_h: {
    label: 'h 的 zoneout',
    help: '训练时隐状态的单元在一步中保持原值的概率；论文取 0.05（Krueger 等 2017），越高记得越久、学得越慢。',
  },
  zoneout_c: {
    label: 'c 的 zoneout',
    help: '训练时单元状态的单元在一步中保持原值的概率；论文取 0.5（Krueger 等 2017）。',
  },
  layer_norm: {
    label: '层归一化',
    help: '对每一步的输入乘积和循环乘积做归一化，LSTM 的单元状态在输出前也做：长序列和高学习率时更稳定，但更慢（Ba 等 2016）。',
  },
  bidirectional: {
    label: '双向',
    help: '正反两个方向都读一遍：计算量翻倍；仅用于整个序列已知的情形。',
  },
  chrono_steps: {
    label: '预期的最长依赖',
    help: '网络应当记住多少步：遗忘门的初值使记忆持续 1 到这么多步（chrono 初始化，Tallec 与 Ollivier 2018）。默认 0：保持遗忘偏置不变；长序列可取其长度。',
  },
  recurrent_init: {
    label: '循环矩阵初值',
    help: '从状态到状态的矩阵的初值；默认的正交矩阵既不缩小也不放大记忆。',
    choices: {
      orthogonal: { label: '正交', help: '每个门一个随机旋转（Saxe et al. 2014）。' },
      identity: {
        label: '单位矩阵',
        help: '每个单元起初只读取自己，使简单网络记得更久（Le et al. 2015）。',
      },
      uniform: { label: '均匀', help: '在单元数平方根的倒数之内均匀分布，与 PyTorch 的初值相同。' },
    },
  },
  forget_bias: {
    label: '遗忘门偏置',
    help: '遗忘门的初始偏置：1 表示开始时保持记忆；越高记得越久。',
  },
  precision: {
    label: '精度',
    help: '乘积的数值格式：混合精度以 bf16 相乘，累加、状态与权重保持 fp32；处理器支持 bf16 时更快，结果相差约 1 %。',
    choices: {
      fp32: { label: '单精度', help: '全部用 fp32。' },
      mixed: { label: '混合', help: '乘积的因子用 bf16；没有内核支持时退回 fp32 并说明。' },
    },
  },
  gradient_checkpointing: {
    label: '梯度检查点',
    help: '反向传播时按时间分段重算循环而不保存中间结果的段数：段越多越省内存，代价是多一次前向计算。1 表示全部保存（Chen 等 2016）。',
  },
  kernel: {
    label: '计算内核',
    help: '时间循环的实现：结果相差不超过 1e-4；“自动”取实测最快的一种。',
    choices: {
      auto: { label: '自动', help: '支持该单元与设备的最快实现。' },
      native: {
        label: '编译内核',
        help: '自有运算，为本机处理器编译：整个序列一次完成。',
      },
      scan: {
        label: '扫描',
        help: '用于状态不经矩阵相乘的单元：全部乘积一次算完，再沿时间轻快地走一遍。',
      },
      reference: { label: '参考实现', help: '逐步的普通运算；慢，但易读、处处可用。' },
      cudnn: { label: 'cuDNN', help: 'NVIDIA 在 GPU 上的融合运算；尚未在硬件上运行过。' },
      'tensorflow-block': {
        label: 'TensorFlow 融合运算',
        help: '融合的 TensorFlow 运算；用于 LSTM 和先重置的 GRU。',
      },
      'tensorflow-bptt': {
        label: '手写反向传播',
        help: '以少量大运算写出的随时间反向传播。',
      },
    },
  },
};
