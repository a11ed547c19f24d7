import type { SettingCatalogue } from '../setting-words.ts';

/** 数据、模型与任务本身的设置。 */
export const taskSettings: SettingCatalogue = {
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
  val_fraction: {
    label: '验证集比例',
    help: '紧接在训练部分之后、用来挑选最佳检查点的比例；惯例为 0.1。',
  },
  test_fraction: {
    label: '测试集比例',
    help: '最末尾、训练结束后只测一次的比例；0 表示不留测试集。',
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
  tokens: {
    label: '词元',
    help: '网络每一步读写的单位；越小越不需要词表，序列也越长。每字符和每字节比特数可用来比较。',
    choices: {
      character: { label: '字符', help: '每个字符是一个词元：词表小，依赖距离长。' },
      byte: {
        label: '字节',
        help: 'UTF-8 的每个字节是一个词元：256 个就能写出任何文本；序列最长。',
      },
      word: { label: '单词', help: '单词、标点和换行是词元：需要几十万词以上的文本。' },
      bpe: {
        label: '子词（BPE）',
        help: '常见的词保持完整，少见的词切成几块，逐对合并而成（Sennrich 等 2016）；能写出任何文本。',
      },
      unigram: {
        label: '子词（unigram）',
        help: '使文本概率最大的切分（Kudo 2018）；能写出任何文本，学习比 BPE 慢。',
      },
      file: { label: '来自文件', help: '其他程序生成的 tokenizer.json。' },
    },
  },
  tokenizer_file: {
    label: '分词器文件',
    help: 'tokenizer.json 的路径；只要还使用该运行，文件就必须留在原处。默认为空。',
  },
  vocabulary_file: {
    label: '词表文件',
    help: '为字符或词编号的 JSON 文件的路径，例如 {"a": 0, "b": 1}，通常随训练好的权重一起提供；只要还使用该运行，文件就必须留在原处。默认为空：统计训练部分。',
  },
  min_count: {
    label: '最少出现次数',
    help: '在训练部分出现次数更少的字符或词记为 <unk>；1 表示全部保留，按词建模或文字有数千字符时常用 2。',
  },
  vocabulary_size: {
    label: '词表上限',
    help: '只保留最常见的字符或词，其余记为 <unk>；子词则正好制作这么多。越小训练越快。0 表示全部保留，或制作 4,000 个子词。',
  },
  embedding_size: {
    label: '嵌入维度',
    help: '表示一个词元的向量长度；0 表示取隐藏单元数，词表较小时取更小的值。',
  },
  tie_weights: {
    label: '共享权重',
    help: '让嵌入同时充当输出层（Press 与 Wolf 2017）：权重更少，按词建模时效果更好。维度不同时会先做投影。',
  },
  embedding_dropout: {
    label: '嵌入 dropout',
    help: '训练时对第一层隐藏的嵌入比例；按词建模时有用（0.2 至 0.5），按字符时很少需要。',
  },
  token_dropout: {
    label: '词元 dropout',
    help: '每个训练步中，词表里向量整个置零的比例，无论出现在何处（Gal 与 Ghahramani 2016）；按词建模时用 0.1，默认关闭。',
  },
  output_dropout: {
    label: '输出 dropout',
    help: '训练时末层输出置零的比例；小于 0（默认）时取 Dropout 的值，此后 Dropout 只用于层与层之间。',
  },
  activation_penalty: {
    label: '激活惩罚（AR）',
    help: '训练损失中末层输出（含 dropout）均方的权重：让激活保持较小（Merity 等 2017）。按词建模时用 2，默认关闭。',
  },
  slowness_penalty: {
    label: '缓变惩罚（TAR）',
    help: '训练损失中末层输出逐步变化的均方的权重：避免状态跳变（Merity 等 2017）。按词建模时用 1，默认关闭。',
  },
  source_language: {
    label: '原文语言',
    help: '要读入的语言或一边，用数据中的名称；留空取第一个。填第二个即可反过来翻译。',
  },
  target_language: {
    label: '译文语言',
    help: '要写出的语言或一边，用数据中的名称；留空取原文之外的第一个。',
  },
  shared_vocabulary: {
    label: '共用词表',
    help: '两种语言共用词元和嵌入：权重更少，人名可以原样保留；文字不同的语言请关闭。',
  },
  max_words: {
    label: '最长句长',
    help: '任一边更长的句对不参与训练；越长越费时间和内存。常用 50。',
  },
  'translation.val_fraction': {
    label: '验证集比例',
    help: '按固定规则抽出的原文比例，用来挑选最佳检查点；同一句的所有译文都在同一部分。数据自带验证部分时不用。默认 0.02，通常约有几千对。',
  },
  'translation.test_fraction': {
    label: '测试集比例',
    help: '训练结束后只翻译一次的原文比例；越大测得越准，留给学习的越少。数据自带测试部分时不用。',
  },
  'translation.embedding_size': {
    label: '嵌入维度',
    help: '表示词元、以及输出层所读向量的长度；越大容量越大，耗时随词表增长。',
  },
  attention: {
    label: '注意力',
    help: '解码器如何在原文中找到接下来要翻译的部分；没有注意力时，整句必须装进一个向量。',
    choices: {
      general: {
        label: 'Luong，general',
        help: 'q · W k：中间有一个可学习的矩阵（Luong 等 2015）。',
      },
      dot: { label: 'Luong，dot', help: 'q · k：自身没有权重，最快。' },
      additive: {
        label: 'Bahdanau，加性',
        help: 'v · tanh(W q + U k)（Bahdanau 等 2015）：最费时。',
      },
      none: { label: '无', help: '整句压成一个向量（Sutskever 等 2014）。' },
    },
  },
  input_feeding: {
    label: '输入馈送',
    help: '解码器还读入上一步所注意的内容（Luong 等 2015）：往往略好，但必须逐步计算，慢数倍。',
  },
  'translation.tie_weights': {
    label: '共享权重',
    help: '让译文的嵌入同时充当输出层（Press 与 Wolf 2017）：权重更少，学得更快。',
  },
  label_smoothing: {
    label: '标签平滑',
    help: '训练时把正确答案的这一比例分给所有词元（Szegedy 等 2016）：不过分自信，译文更好。常用 0.1。验证时不使用。',
  },
  coverage_loss: {
    label: '覆盖损失',
    help: '对重复注意同一处的惩罚权重（See 等 2017）：减少重复；文献中为 1，默认关闭。',
  },
  scheduled_sampling: {
    label: '计划采样',
    help: 'k / (k + exp(步数 / k)) 中的 k，即在下一词元之前告知正确词元的概率（Bengio 等 2015）；越大告知得越久。0 表示总是告知。会多算一遍。',
  },
  'translation.batch_size': {
    label: '批大小',
    help: '每个训练步的句对数或译文词元数；越大每对越快，步数越少。长度相近的句子放在一起。',
  },
  batch_by: {
    label: '批的单位',
    help: '批大小所数的对象；按词元时，无论句子长短每步的工作量相同。',
    choices: {
      sentences: { label: '句子', help: '每步这么多对句子。' },
      tokens: { label: '词元', help: '每步这么多译文词元，含填充；常用 4,000。' },
    },
  },
  eval_sentences: {
    label: '计算 BLEU 的句数',
    help: '每次评估时翻译的验证句数；越多测得越准，也越费时。结束时翻译整个测试部分。',
  },
  beam: {
    label: '束宽',
    help: '评估时同时保留的译文数；1 表示每步取概率最大的词元，常用 5，也慢相应倍数。',
  },
  length_penalty: {
    label: '长度惩罚',
    help: '束搜索用 ((5 + 长度) / 6) 的该次幂去除对数概率（Wu 等 2016）；越大越偏向长译文。文献中为 0.6。',
  },
  coverage_penalty: {
    label: '覆盖惩罚',
    help: '束搜索对没有被注意到的原文词元扣分的权重（Wu 等 2016）；文献中为 0.2，默认关闭。',
  },
  'translation.bidirectional': {
    label: '双向',
    help: '编码器从两个方向读每句话，各用一半单元；解码器总是从前往后写。',
  },
  'language-model.batch_size': {
    label: '批大小',
    help: '并排读入的文本段数；越大每个词元越快，越小步数越多，每遍学到的更多。',
  },
  bptt: {
    label: 'BPTT 长度',
    help: '梯度向回传播的词元数；状态本身会继续向后传递。越长能学到更长的依赖，也更占内存。',
  },
  random_bptt: {
    label: '随机 BPTT 长度',
    help: '每段长度在 BPTT 长度附近抽取（二十分之一在其一半附近），学习率按比例变化，使切点不总落在同一词元（Merity 等 2018）。默认关闭。',
  },
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
  embedding_file: {
    label: '预训练词向量',
    help: '词向量文本文件（GloVe、word2vec、fastText）的路径，嵌入由此开始；只要还使用该运行，文件就必须留在原处。模型说明中会给出它认识多少词。默认为空。',
  },
  source_embedding_file: {
    label: '预训练词向量（源语言）',
    help: '所读语言的词向量文本文件（GloVe、word2vec、fastText）的路径，其嵌入由此开始；维数须与 embedding_size 相同。两边共用词表时，两个文件都有的词取这里的向量。只要还使用该运行，文件就必须留在原处。默认为空。',
  },
  target_embedding_file: {
    label: '预训练词向量（目标语言）',
    help: '所写语言的词向量，同上；共享权重时输出层也由此开始。默认为空。',
  },
  freeze_embedding: {
    label: '保持预训练词向量',
    help: '嵌入保持文件中的数值不变，没有向量的词也不变：文本少时需要学习的权重更少。默认关闭：词向量只作为起点。',
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
  loss_scaling: {
    label: '损失缩放',
    help: '求梯度时把损失乘以二的幂，使小梯度不致消失；“自动”仅在乘积为 fp16 时启用，bf16 不需要（Micikevicius 等 2018）。',
    choices: {
      auto: { label: '自动', help: '数值格式需要时启用。' },
      dynamic: { label: '动态', help: '从 65536 开始，连续 2000 步正常后加倍，梯度溢出时减半。' },
      off: { label: '关闭', help: '直接对损失求梯度。' },
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
  split: {
    label: '划分',
    help: '录音如何分为训练、验证和测试部分；用训练中没有的说话人测试最难，也最能说明问题。',
    choices: {
      random: { label: '随机', help: '逐段随机：测试部分的说话人在训练中出现过。' },
      named: { label: '按数据的命名', help: '按名为 train、dev、test 的文件夹或清单。' },
      takes: {
        label: '按录音编号',
        help: '编号不大于某个数的录音作测试：0 至 4 是 Free Spoken Digit Dataset 的官方划分。',
      },
      speaker: { label: '按说话人', help: '留出一位说话人作测试。' },
    },
  },
  last_test_take: {
    label: '最后一个测试编号',
    help: '编号不大于它的录音作测试部分，越大测试越多；4 是 Free Spoken Digit Dataset 的官方划分。',
  },
  hold_out_speaker: {
    label: '留出的说话人',
    help: '其录音作测试部分、从不参与训练的说话人的名字。',
  },
  'speech.val_fraction': {
    label: '验证比例',
    help: '测试部分之外、用来决定最佳检查点的录音比例；按惯例取 0.1（80/10/10）。',
  },
  'speech.test_fraction': {
    label: '测试比例',
    help: '结束时测量一次的录音比例；按惯例取 0.1（80/10/10），0 表示没有测试。',
  },
  split_seed: {
    label: '划分的种子',
    help: '决定随机划分的结果；与运行的种子无关，因此不同种子的运行在同样的录音上测量。',
  },
  name_pattern: {
    label: '文件名格式',
    help: '当文件名含有转写文本时：用花括号写出各字段，如 {digit}_{speaker}_{index}.wav；名为 text、label、word 或 digit 的字段是所说的内容。留空则自动识别。',
  },
  'speech.tokens': {
    label: '词元',
    help: '网络写出的单位；默认用字符，可以拼出从未听过的词。',
    choices: {
      character: { label: '字符', help: '字母、空格和符号：任何词都能拼出。' },
      word: { label: '单词', help: '整个词：适合口令等小词表；写不出新词。' },
    },
  },
  lower_case: {
    label: '小写',
    help: '以小写学习和比较转写文本：词元更少，而且大小写听不出来。默认开启。',
  },
  features: {
    label: '特征',
    help: '代表声音的向量；默认用 log-mel，网络用它学习的效果不逊于 MFCC。',
    choices: {
      'log-mel': { label: 'Log-mel', help: '按人耳间隔划分的各频带功率的对数。' },
      mfcc: { label: 'MFCC', help: 'log-mel 频带的余弦变换：数字更少，彼此相关更小。' },
    },
  },
  sample_rate: {
    label: '采样率',
    help: '所有录音统一到的每秒采样数；越高保留的高音越多，也越费时。0 取第一段录音的采样率，最高 16,000。',
  },
  window_ms: {
    label: '窗长',
    help: '每帧对应的声音长度；越长频率分得越清，时间分得越粗。按惯例取 25。',
  },
  hop_ms: { label: '帧移', help: '相邻两帧的间隔；越短帧数越多，也越费时。按惯例取 10。' },
  bands: {
    label: '梅尔频带数',
    help: '频谱划分的频带数；越多越细，也越费时。8 kHz 用 40，16 kHz 且数据多时用 80。',
  },
  coefficients: {
    label: '系数个数',
    help: '保留的倒谱系数个数，不超过频带数；越多细节越多。按惯例取 13。',
  },
  deltas: {
    label: '差分',
    help: '加上九帧内的斜率及斜率的斜率：数字变为三倍。常与 MFCC 同用；循环网络自己也能找到斜率。',
  },
  pre_emphasis: {
    label: '预加重',
    help: '在求频谱之前提升高音：每个采样减去前一个采样的这个比例。按惯例取 0.97，0 为关闭。',
  },
  feature_normalization: {
    label: '归一化',
    help: '用什么去除音量、麦克风和房间的影响；默认每段录音各自归一化，对新的说话人和环境有利。',
    choices: {
      utterance: { label: '每段录音', help: '每个特征在该段录音内均值为 0、方差为 1。' },
      global: { label: '训练部分', help: '用全部训练录音的均值和方差：保留音量的差别。' },
      none: { label: '无', help: '保持原样：只适合本来就小的特征。' },
    },
  },
  frame_stacking: {
    label: '帧堆叠',
    help: '并排合为一步的帧数：越多序列越短、训练越快、记忆越长，直到步数少于字母数。按惯例取 3。',
  },
  tempo_change: {
    label: '速度变化',
    help: '训练录音每次以不超过这个比例加快或放慢，每次重新抽取；较大可弥补说话人少。按惯例取 0.1，0 为关闭。',
  },
  voice_change: {
    label: '嗓音变化',
    help: '训练录音的频率每次以不超过这个比例升高或降低，如同声道更短或更长（Jaitly 与 Hinton 2013）；较大可弥补说话人少。按惯例取 0.1，0 为关闭。',
  },
  time_masks: {
    label: '时间遮挡',
    help: '每段训练录音中遮住的时间段数（SpecAugment）；越多越迫使网络利用上下文。0 为关闭。',
  },
  time_mask_frames: {
    label: '时间遮挡宽度',
    help: '一段遮挡最多的帧数，不超过录音的五分之一；越宽遮住越多。单词用 12，句子用 100。',
  },
  frequency_masks: {
    label: '频率遮挡',
    help: '每段训练录音中遮住的频段数（SpecAugment）；有助于适应别的嗓音和麦克风。0 为关闭。',
  },
  frequency_mask_bands: {
    label: '频率遮挡宽度',
    help: '一段遮挡最多的频带数；越宽遮住越多。默认 40 中的 8，论文中为 80 中的 27。',
  },
  'speech.batch_size': {
    label: '批大小',
    help: '一步中长度相近的录音数；越大每段录音越快，越小步数越多，往往泛化更好。',
  },
  beam_width: {
    label: '束宽',
    help: '搜索转写文本时保留的开头数；越宽越可能找到更好的结果，也越费时。1 表示每步取最可能的词元；配合语言模型时用 8 至 32。',
  },
  lm_weight: {
    label: '语言模型权重',
    help: '训练转写文本中词元的顺序与声音相比占多大分量（用 n 元模型浅层融合）；越大越能纠正拼写，也越不相信耳朵。0 为关闭，常用 0.3 至 1；需要束搜索。',
  },
  lm_order: {
    label: '语言模型阶数',
    help: '语言模型所看的词元数，含被预测的一个；越高认识的词越长，需要的文本也越多。字符用 5，单词用 2 或 3。',
  },
  label_bonus: {
    label: '每个词元的加分',
    help: '每个词元给转写文本的得分加上这个数：语言模型使结果过短时提高它。默认 0，有语言模型时常用 0.5 至 2。',
  },
};
