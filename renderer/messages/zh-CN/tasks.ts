import type { Dataset, TaskSuggestion } from '../../../src/contract/index.ts';

/** 任务名称与说明。 */
export const tasks: Readonly<Record<string, { readonly label: string; readonly help: string }>> = {
  forecasting: { label: '时间序列预测', help: '从表格的历史行学习，预测接下来的行。' },
  'language-model': {
    label: '语言模型',
    help: '逐个词元学习一段文本，之后能以同样的风格续写任何开头。',
  },
  speech: { label: '语音识别', help: '从录音及其转写文本学习，写出所说的内容。' },
  translation: { label: '机器翻译', help: '从句子及其译文学习，翻译新的句子。' },
  classification: {
    label: '序列分类',
    help: '学习判断整个序列是什么，类别或数值：行、文本、录音、图像。',
  },
  polyphony: {
    label: '复调音乐',
    help: '从多声部乐曲学习接下来发声的音，之后能续写任何一首，或自己作曲。',
  },
};

/** 内置示例。 */
export const samples: Readonly<Record<string, { readonly label: string; readonly help: string }>> =
  {
    'electricity-demand': {
      label: '用电需求',
      help: '英格兰与威尔士十二周的半小时用电需求，日与周的规律都很明显。用于预测。',
    },
    'tiny-shakespeare': {
      label: '莎士比亚选段',
      help: '莎士比亚戏剧中的四万行、一百一十万个字符。用于语言模型。',
    },
    'spoken-digits': {
      label: '口述数字',
      help: '四位说话人的 280 段英文数字 0 至 9 的录音，共两分钟。用于语音识别。',
    },
    'three-hundred-tang-poems': {
      label: '唐诗三百首',
      help: '繁体的唐诗，三万一千字。用于语言模型。',
    },
    'adding-200': {
      label: '加法问题',
      help: '在 200 个数中把两个有标记的数相加：记忆的测验，读取时生成。用于序列分类（回归）。',
    },
    'copying-100': {
      label: '复制记忆',
      help: '一百步之后重复十个符号：记忆的测验，读取时生成。用于序列分类。',
    },
    'english-french': {
      label: '英语与法语',
      help: '一万五千个短句及其译文。用于机器翻译。',
    },
  };

/** 说明某个任务为何适合这份数据。 */
export const reasons: Readonly<
  Record<string, (suggestion: TaskSuggestion, dataset: Dataset) => string>
> = {
  forecasting: (suggestion, { summary }) => {
    if (summary.kind !== 'table') return '';
    const columns = summary.columns.filter((column) => column.type === 'number').length;
    const { input_length: input, horizon } = suggestion.settings;
    const published =
      'train_rows' in suggestion.settings ? '已设为公开的划分，便于与文献比较；' : '';
    return `共 ${columns} 个数值列、${summary.rows.toLocaleString('zh-CN')} 行，按时间先后排列：${published}由前 ${String(input)} 行预测后 ${String(horizon)} 行。`;
  },
  speech: (suggestion, { summary }) => {
    if (summary.kind !== 'audio') return '';
    const clips = summary.clips.toLocaleString('zh-CN');
    const minutes = Math.max(1, Math.round(summary.seconds / 60));
    const parts: Readonly<Record<string, string>> = {
      named: '；按文件夹或清单的名称划分',
      takes: '；0 至 4 号录音是官方的测试部分',
    };
    const split = parts[String(suggestion.settings['split'])] ?? '';
    return `共 ${clips} 段带转写文本的录音、${summary.words.toLocaleString('zh-CN')} 个词，约 ${minutes} 分钟${split}。`;
  },
  classification: (suggestion, { summary }) => {
    const { sequences, label_column: label } = suggestion.settings;
    const count = (value: number) => value.toLocaleString('zh-CN');
    if (summary.kind === 'sequences') {
      const { image, target, distinctClasses: classes } = summary;
      if (image !== null)
        return `${count(summary.sequences)} 张 ${image.height} x ${image.width} 的图像，${classes} 个类别，逐行读取。`;
      const what = target === 'number' ? '各对应一个数' : `${classes} 个类别`;
      return `${count(summary.sequences)} 个最长 ${count(summary.longest)} 步的序列，${what}。`;
    }
    if (summary.kind === 'audio')
      return `${count(summary.clips)} 段录音、${summary.distinctTranscripts} 个词：每段可以整体判断。`;
    if (summary.kind !== 'table') return '';
    const kinds = summary.columns.find(({ name }) => name === label)?.distinct ?? 0;
    const what =
      sequences === 'text' ? '段文本' : sequences === 'series' ? '行，分属多个序列' : '行数值';
    return `${count(summary.rows)} ${what}，标签列 ${String(label)} 有 ${kinds} 种取值。`;
  },
  polyphony: (_, { summary }) => {
    if (summary.kind !== 'music') return '';
    const count = (value: number) => value.toLocaleString('zh-CN');
    const parts = summary.assigned.test > 0 ? '；保持给定的划分' : '';
    return `${count(summary.pieces)} 首最长 ${count(summary.longest)} 步的乐曲：网络可以学会接下来发声的音${parts}。`;
  },
  translation: (_, { summary }) => {
    if (summary.kind !== 'parallel') return '';
    return `${summary.pairs.toLocaleString('zh-CN')} 对句子及其译文：网络可以学会把 ${summary.source.name} 翻译成 ${summary.target.name}。`;
  },
  'language-model': (_, { summary }) => {
    if (summary.kind !== 'text') return '';
    const characters = summary.characters.toLocaleString('zh-CN');
    return summary.distinctCharacters > 500
      ? `文本有 ${characters} 个字符、${summary.distinctCharacters.toLocaleString('zh-CN')} 种字：少见的字记为同一个未知符号。`
      : `文本有 ${characters} 个字符：网络可以逐字符学会续写。`;
  },
};
