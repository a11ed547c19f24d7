import type { SettingCatalogue } from '../../setting-words.ts';

/** 翻译的设置。 */
export const translationSettings: SettingCatalogue = {
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
};
