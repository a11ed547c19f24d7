import type { SettingCatalogue } from '../../setting-words.ts';

/** 序列分类与回归的设置。 */
export const classificationSettings: SettingCatalogue = {
  sequences: {
    label: '序列是',
    help: '网络从头读到尾再给出答案的内容；自动：按数据种类与所填的列决定。',
    choices: {
      auto: { label: '自动', help: '按数据与所填的列。' },
      row: { label: '一行', help: '表格的每一行是一个数值序列。' },
      series: { label: '同一序列的各行', help: '序列列取值相同的所有行，按顺序。' },
      text: { label: '一段文本', help: '某列中的文本，逐个词元。' },
      sound: { label: '一段录音', help: '声音特征的各帧。' },
      image: { label: '一张图像', help: '依次读取行、列或像素。' },
      given: { label: '按文件', help: '带标签序列的文件。' },
    },
  },
  target: {
    label: '目标',
    help: '对一个序列给出什么；自动：标签只能是数值时取数值，否则取类别。',
    choices: {
      auto: { label: '自动', help: '按标签。' },
      class: { label: '类别', help: '若干类之一：分类。' },
      number: { label: '数值', help: '回归。' },
      steps: { label: '每步的类别', help: '同一序列中标签列可以变化。' },
    },
  },
  label_column: {
    label: '标签列',
    help: '说明序列是什么的列；留空取名为 label、class 或 target 的列。',
  },
  series_column: {
    label: '序列列',
    help: '说明一行属于哪个序列的列；填写后，一个序列就是其所有行。',
  },
  text_column: {
    label: '文本列',
    help: '要读取的文本所在的列；填写后，一个序列就是一段文本。',
  },
  value_columns: {
    label: '数值列',
    help: '要读取的数值列；留空取标签、序列与步号之外的全部数值列。',
  },
  values_per_step: {
    label: '每步数值数',
    help: '一次读入一行中的多少个数：8 表示逐行读取 8 x 8 的图像。越多序列越短、越快。',
  },
  image_order: {
    label: '图像的顺序',
    help: '图像的什么算一步；逐像素的序列最长，最考验记忆。',
    choices: {
      rows: { label: '逐行', help: 'MNIST 为 28 步，每步 28 个。' },
      columns: { label: '逐列', help: '从左到右。' },
      pixels: { label: '逐像素', help: 'MNIST 为 784 步，每步 1 个。' },
      permuted: { label: '像素打乱', help: '按同一个随机顺序读取所有图像的像素：相邻的不再相邻。' },
    },
  },
  max_length: {
    label: '最长序列',
    help: '超过此步数的部分被截去；越长越费时间与内存。0 表示全部保留。',
  },
  input_normalization: {
    label: '数值标准化',
    help: '网络读取前如何把数值变到同一尺度；按训练集，因为数值的高低常说明类别。',
    choices: {
      global: { label: '训练集', help: '各通道均值 0、方差 1。' },
      sequence: { label: '每个序列', help: '去掉高低与大小，只留形状。' },
      none: { label: '不处理', help: '保持原样：适合本来就小的数值。' },
    },
  },
  'classification.split': {
    label: '划分',
    help: '序列如何分为训练、验证和测试：数据有说明时照办，否则随机且各类比例相同。',
    choices: {
      auto: { label: '按数据', help: '给定的部分，否则随机。' },
      random: { label: '随机', help: '每部分各类比例相同；忽略给定的部分。' },
      takes: {
        label: '按录音编号',
        help: '编号不超过某数的录音为测试部分：0 至 4 是 Free Spoken Digit Dataset 的官方划分。',
      },
      speaker: { label: '按说话人', help: '留出一位说话人作测试。' },
    },
  },
  'classification.val_fraction': {
    label: '验证集比例',
    help: '各类相同的比例，用来挑选最佳检查点；给定测试部分时取自训练部分。惯例为 0.1。',
  },
  'classification.test_fraction': {
    label: '测试集比例',
    help: '各类相同的比例，训练结束时测量一次；数据给定测试部分时不用。惯例为 0.1，0 表示没有测试集。',
  },
  'classification.embedding_size': {
    label: '嵌入大小',
    help: '代表词元的向量长度；越大能容纳越多，也需要越多文本。',
  },
  pooling: {
    label: '汇聚',
    help: '如何由所有步得出一个答案：最后状态必须记住一切，其他方式回看每一步。',
    choices: {
      last: { label: '最后状态', help: '网络最后记住的内容。' },
      mean: { label: '平均', help: '所有步输出的平均。' },
      max: { label: '最大', help: '每个单元在所有步上的最大值：能发现任何位置的迹象。' },
      attention: { label: '注意力', help: '每步一个学到的权重（Yang 等，2016，含一个隐藏层）。' },
    },
  },
  class_weights: {
    label: '类别权重',
    help: '各类错误在损失中的分量；均衡使稀少的类别与常见的同等重要。',
    choices: {
      none: { label: '相等', help: '每个序列同等重要。' },
      balanced: { label: '均衡', help: '与训练集中的数量成反比。' },
    },
  },
  regression_loss: {
    label: '数值的损失',
    help: '目标为数值时训练要降低的量；绝对误差较少受离群值影响。',
    choices: {
      mse: { label: '平方', help: '均方误差：学到均值。' },
      mae: { label: '绝对', help: '平均绝对误差：学到中位数。' },
    },
  },
  'classification.label_smoothing': {
    label: '标签平滑',
    help: '训练时把真值的这一部分分给所有类别（Szegedy 等，2016）：不那么自信。默认关闭，常用 0.1。',
  },
  input_noise: {
    label: '输入噪声',
    help: '训练时加在标准化数值上的正态噪声的标准差，每次重新抽取；越大越不易死记小数据。0 为关闭。',
  },
  temperature_scaling: {
    label: '温度缩放',
    help: '在测量测试集和对新序列分类之前，用验证集拟合的一个数去除得分（Guo 等，2017）：概率更可信，答案不变。',
  },
  'classification.batch_size': {
    label: '批大小',
    help: '每步的序列数，长度相近的在一起；越大每个序列越快，越小步数越多、往往泛化更好。',
  },
};
