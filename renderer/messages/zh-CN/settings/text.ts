import type { SettingCatalogue } from '../../setting-words.ts';

/** 词元、词表与词向量的设置。 */
export const textSettings: SettingCatalogue = {
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
  lower_case: {
    label: '小写',
    help: '以小写学习和比较转写文本：词元更少，而且大小写听不出来。默认开启。',
  },
  embedding_size: {
    label: '嵌入维度',
    help: '表示一个词元的向量长度；0 表示取隐藏单元数，词表较小时取更小的值。',
  },
  tie_weights: {
    label: '共享权重',
    help: '让嵌入同时充当输出层（Press 与 Wolf 2017）：权重更少，按词建模时效果更好。维度不同时会先做投影。',
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
};
