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
