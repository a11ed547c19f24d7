import type { SettingCatalogue } from '../../setting-words.ts';

/** 语音识别的设置。 */
export const speechSettings: SettingCatalogue = {
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
