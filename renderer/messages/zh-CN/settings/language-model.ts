import type { SettingCatalogue } from '../../setting-words.ts';

/** 语言模型的设置。 */
export const languageModelSettings: SettingCatalogue = {
  bptt: {
    label: 'BPTT 长度',
    help: '梯度向回传播的词元数；状态本身会继续向后传递。越长能学到更长的依赖，也更占内存。',
  },
  random_bptt: {
    label: '随机 BPTT 长度',
    help: '每段长度在 BPTT 长度附近抽取（二十分之一在其一半附近），学习率按比例变化，使切点不总落在同一词元（Merity 等 2018）。默认关闭。',
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
  'language-model.batch_size': {
    label: '批大小',
    help: '并排读入的文本段数；越大每个词元越快，越小步数越多，每遍学到的更多。',
  },
};
