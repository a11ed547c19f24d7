import type { Column, Dataset, Diagnosis } from '../../../src/contract/index.ts';

interface Words {
  readonly message: string;
  readonly action: string;
}
type Translate = (diagnosis: Diagnosis, dataset: Dataset) => Words;

const count = (value: number): string => value.toLocaleString('zh-CN');

/** 该诊断所指的列，如果它指向某一列。 */
function columnOf({ where }: Diagnosis, { summary }: Dataset): Column | undefined {
  if (summary.kind !== 'table') return undefined;
  return summary.columns.find((column) => column.name === where);
}

const rowsOf = ({ summary }: Dataset): number => (summary.kind === 'table' ? summary.rows : 0);

function fixed(message: string, action: string): Translate {
  return () => ({ message, action });
}

/** 与某一列有关的诊断：列名写在句首。 */
function ofColumn(
  message: (column: Column | undefined, rows: number) => string,
  action: string,
): Translate {
  return (diagnosis, dataset) => ({
    message: `${diagnosis.where ?? '某列'} ${message(columnOf(diagnosis, dataset), rowsOf(dataset))}`,
    action,
  });
}

const leftOut = '不参与训练。';
const leftOutRecordings = '这些录音不参与训练。';

/** 与一些录音有关的诊断：文件名另行显示。 */
function recordings(message: string, action: string): Translate {
  return () => ({ message, action });
}

/** 按代码查找；数字取自数据集的摘要。 */
export const diagnoses: Readonly<Record<string, Translate>> = {
  'no-rows': fixed('表格只有表头，没有数据行。', '没有可训练的内容：请添加数据行。'),
  'no-numbers': fixed('没有一列是会变化的数值。', '无法预测：请检查分隔符和数字的写法。'),
  'few-rows': (_, dataset) => ({
    message: `表格只有 ${count(rowsOf(dataset))} 行。`,
    action: '网络很难胜过朴素基线：请收集更多数据，或不要期望过高。',
  }),
  'empty-column': ofColumn(() => '是空列。', leftOut),
  'text-column': ofColumn(() => '是文本。', '不参与预测。'),
  'mostly-missing': ofColumn(
    (column, rows) =>
      `缺失 ${Math.round(((column?.missing ?? 0) / Math.max(1, rows)) * 100)}% 的值。`,
    leftOut,
  ),
  'constant-column': ofColumn((column) => `每一行都是 ${column?.min ?? '同一个值'}。`, leftOut),
  'missing-values': ofColumn(
    (column, rows) => `在 ${count(rows)} 行中缺 ${count(column?.missing ?? 0)} 个值。`,
    '取前面最后一个值，那里不计量预测误差；设置 missing_values 可改为连直线。',
  ),
  outliers: ofColumn(
    (column) => `有少数值远离其余数据（${column?.min ?? ''} 至 ${column?.max ?? ''}）。`,
    '予以保留。如果是错误，请在文件中改正。',
  ),
  'several-series': fixed(
    '许多行与别的行时间相同，看起来是几条序列上下相接。',
    '按文件中的顺序当作一条序列读入：最好让每条序列单独成一个文件或一列。',
  ),
  'repeated-times': (_, { summary }) => ({
    message: `有 ${count(summary.kind === 'table' ? (summary.time?.duplicates ?? 0) : 0)} 行重复了前面的时间。`,
    action: '每个时间只保留第一行。',
  }),
  unsorted: fixed('各行没有按时间排序。', '已按时间排序。'),
  gaps: (_, { summary }) => ({
    message: `有 ${count(summary.kind === 'table' ? (summary.time?.gaps ?? 0) : 0)} 处缺少时间点。`,
    action: '各行视为等间隔，跨越缺口的预测可能有偏差；设置 fill_gaps 可在那里补行。',
  }),
  'several-time-columns': (_, { summary }) => {
    const time = summary.kind === 'table' ? summary.time : null;
    return {
      message: `${(time?.others ?? []).join('、')} 也可能是时间列。`,
      action: `已取 ${time?.column ?? ''}；可用设置 time_column 另选一列。`,
    };
  },
  'duplicate-names': fixed('有些列的名称相同。', '已加上编号以示区别。'),
  'no-header': fixed('第一行是数值，不是列名。', '各列已自动命名。'),
  preamble: fixed('表格之前还有其他文字行。', '这些行不读入。'),
  'long-rows': fixed('有些行的字段比列数多。', '最后一列之后的字段不读入。'),
  'short-rows': fixed('有些行的字段比列数少。', '缺少的字段记为缺失值。'),
  graph: (_, { summary }) => {
    const [nodes, links] =
      summary.kind === 'table' ? [summary.columns.length, summary.links ?? 0] : [0, 0];
    return {
      message: `各列是图上的 ${count(nodes)} 个节点，共有 ${count(links)} 条边。`,
      action: '预测时可读入每个节点的邻居：channels = graph。',
    };
  },
  'nested-column': ofColumn(() => '的每一行是列表或对象。', '以文本显示，不参与预测。'),
  'archive-member': (diagnosis) => ({
    message: `压缩包里有多个文件，只有 ${diagnosis.where ?? '其中一个'} 可以读入。`,
    action: '读入该文件。',
  }),
  'mostly-numbers': ofColumn(
    () => '大多数行是数值，其余是别的文字。',
    '不参与训练。如果应为数值，请在文件中改正其他行。',
  ),
  'decimal-comma': ofColumn(() => '用逗号作小数点。', '按小数点读入。'),
  'not-a-number': ofColumn(() => '含有不是数字的值。', '记为缺失值。'),
  'ambiguous-date': ofColumn(
    () => '中的日期既可能是“日/月”，也可能是“月/日”。',
    '已按更合理的一种读入。写成 2024-12-31 的形式可避免歧义。',
  ),
  'row-counter': ofColumn(() => '只是行号。', leftOut),
  'short-text': (_, { summary }) => ({
    message: `文本只有 ${count(summary.kind === 'text' ? summary.characters : 0)} 个字符。`,
    action: '网络会把它背下来而不是从中学习：请添加更多文本。',
  }),
  encoding: (_, { summary }) => ({
    message: `文本的编码是 ${'encoding' in summary ? summary.encoding : ''}。`,
    action: '按此编码读入，文件本身不变。',
  }),
  'broken-characters': fixed('有些字符已损坏。', '每个都替换为字符 �。'),
  'line-ends': fixed('换行符不是单个换行（LF）。', '统一按换行读入。'),
  'control-characters': fixed(
    '文本中有控制字符。',
    '当作普通字符来学习：如果没有意义，请从文件中删除。',
  ),
  'long-lines': (_, { summary }) => ({
    message: `最长的一行有 ${count(summary.kind === 'text' ? summary.longestLine : 0)} 个字符。`,
    action: '分行不影响训练，只是显示时会截断。',
  }),
  'few-pairs': (_, { summary }) => ({
    message: `只有 ${count(summary.kind === 'parallel' ? summary.pairs : 0)} 对句子。`,
    action: '网络会把它们背下来而不是学会语言：请添加更多句对。',
  }),
  'empty-sides': fixed('有些句对缺少一边。', '不参与训练。'),
  'duplicate-pairs': fixed('有些句对重复出现。', '每对只用一次。'),
  'identical-sides': fixed('有些句对两边相同。', '予以保留：人名和数字本来就不变。'),
  'odd-lengths': fixed('有些句对两边的长度相差 4 倍以上。', '不参与训练：这样的句子很少互为译文。'),
  'long-sentences': fixed('有些句子超过 60 个词。', '超过“最长句长”设置的不参与训练。'),
  'unequal-lines': (diagnosis) => ({
    message: `${diagnosis.where ?? '文件'} 与对应的译文文件行数不同，无法逐行对应。`,
    action: '两个文件都不读入：请重新对齐后再添加。',
  }),
  'without-partner': (diagnosis) => ({
    message: `${diagnosis.where ?? '文件'} 没有对应的译文文件。`,
    action: '不读入。',
  }),
  'lines-without-pair': fixed('有些行缺少译文。', '不读入。'),
  'units-without-pair': fixed('有些翻译单元缺少所选语言之一。', '不读入。'),
  'more-languages': fixed('文件含有两种以上的语言。', '翻译前两种；可在设置中选择其他语言。'),
  'rare-characters': fixed(
    '有许多字符出现不到 5 次。',
    '它们很难学好：设置最少出现次数可把它们记为同一个“未知”符号。',
  ),
  'few-recordings': (_, { summary }) => ({
    message: `可用的录音只有 ${count(summary.kind === 'audio' ? summary.clips : 0)} 段。`,
    action: '网络至少需要几百段才能学到东西：请添加更多录音。',
  }),
  'missing-recordings': recordings('清单中列出的一些录音不存在。', leftOutRecordings),
  'missing-transcripts': recordings('有些录音没有转写文本。', leftOutRecordings),
  'empty-transcripts': recordings('有些录音的转写文本是空的。', leftOutRecordings),
  'unreadable-recordings': recordings('有些录音无法读取。', leftOutRecordings),
  'empty-recordings': recordings('有些录音没有声音数据。', leftOutRecordings),
  'silent-recordings': recordings('有些录音是静音。', leftOutRecordings),
  'too-short-for-transcript': recordings(
    '有些录音对其转写文本来说太短：10 毫秒的帧比字符还少。',
    '不参与训练。多半是转写文本属于另一段录音。',
  ),
  'cut-recordings': recordings(
    '有些录音在文件头所说的长度之前就结束了。',
    '使用已有的部分。如果本应更长，请重新获取或转换。',
  ),
  'clipped-recordings': recordings('有些录音音量过大而被削波。', '予以保留；降低录音音量会更好。'),
  'repeated-recordings': recordings(
    '有些录音与别的录音完全相同。',
    '予以保留：同一段录音若同时在训练和测试部分，结果会偏好。',
  ),
  'long-recordings': recordings(
    '有些录音长于 30 秒。',
    '占用较多内存和时间；在停顿处切开更容易学好。',
  ),
  'mixed-sample-rates': fixed('各录音的采样率不同。', '统一转换为同一采样率。'),
  'several-channels': fixed('有些录音有多个声道。', '各声道混合为一个。'),
  'percussion-left-out': fixed('有些乐曲含打击乐音符，没有音高。', '不参与训练。'),
  'unreadable-pieces': fixed('有些文件无法读取。', '不参与训练。'),
  'few-pieces': (_, { summary }) => ({
    message: `只有 ${count(summary.kind === 'music' ? summary.pieces : 0)} 首乐曲。`,
    action: '请添加更多同一风格的乐曲；至少要几十首才学得到东西。',
  }),
  'silent-pieces': fixed('有些乐曲没有音符。', '不参与训练。'),
  'beyond-the-piano': fixed('有些乐曲的音符超出钢琴的 88 个键。', '这些音符不参与训练。'),
  'repeated-pieces': fixed('有些乐曲出现在多个部分中。', '予以保留：这些部分上的结果可能偏好。'),
  'unlabelled-sequences': fixed('有些序列没有标签。', '不参与训练。'),
  'missing-in-sequences': fixed('有些序列有缺失值。', '网络在那里读到训练集的均值。'),
  'rare-classes': fixed(
    '有些类别的序列少于 5 个。',
    '很难学会：请增加这些类别的序列，或并入其他类别。',
  ),
  'uneven-classes': fixed(
    '最大的类别比最小的多十倍以上。',
    '均衡的类别权重使各类错误同等重要；请看平衡准确率。',
  ),
};
