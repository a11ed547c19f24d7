import type { Problem } from '../../../src/contract/index.ts';
import { about, fixed, type ProblemWords, withFigures } from './problem-words.ts';

const parts: Readonly<Record<string, string>> = { train: '训练', val: '验证', test: '测试' };
const share: Readonly<Record<string, string>> = { val: '验证集比例', test: '测试集比例' };
const addSequences = '请增加带标签的序列。';
const lowerShares = fixed(
  '验证和测试的比例太大，留给训练的太少。',
  '请选择相加不超过 0.95 的比例。',
);

/** 数据不能满足的设置：训练开始之前就能知道。 */
export const misfits: Readonly<Record<string, (problem: Problem) => ProblemWords>> = {
  'too-few-rows': withFigures(
    ({ part, rows, has, needed, input, horizon, most }, { where }) => ({
      message:
        part === 'train'
          ? `输入长度 ${input} 加预测步数 ${horizon} 需要 ${needed} 行训练数据，而数据共 ${rows} 行，训练部分只有 ${has} 行。`
          : `预测步数 ${horizon} 需要同样多的${parts[String(part)]}行，而数据共 ${rows} 行，${parts[String(part)]}部分只有 ${has} 行。`,
      hint:
        where === 'input_length'
          ? `请把输入长度减小到 ${most} 以内，或让训练部分多一些行。`
          : where !== 'horizon'
            ? `请增大${parts[String(part)]}部分，或增加数据。`
            : part === 'train'
              ? `请减小预测步数和输入长度，使两者之和不超过 ${most}，或让训练部分多一些行。`
              : `请把预测步数减小到 ${most} 以内，或让${parts[String(part)]}部分多一些行。`,
    }),
    '有一部分的行数不够一个窗口。',
    '请减小输入长度或预测步数，或增大该部分的比例。',
  ),
  'incomplete-split': fixed(
    '按行划分需要同时给出训练和验证的行数。',
    '请把各部分的行数都填上，或都留空以按比例划分。',
  ),
  'split-too-long': fixed('三部分的行数之和超过了数据的行数。', '请减小各部分的行数。'),
  'no-training-rows': lowerShares,
  'no-training-text': lowerShares,
  'segment-too-long': withFigures(
    ({ given, input }) => ({
      message: `分段长度 ${given} 比输入长度 ${input} 还长。`,
      hint: `请选择 1 到 ${input}，或设为 0 自动选择。`,
    }),
    '分段长度比输入长度还长。',
    '请选择不超过输入长度的值，或设为 0 自动选择。',
  ),
  'no-season': fixed('训练部分没有找到周期。', '请填写周期长度，或把窗口归一化设为“最后一个值”。'),
  'season-too-long': withFigures(
    ({ season, needed, has }) => ({
      message: `周期为 ${season} 行，加上输入和预测步数需要 ${needed} 行训练数据，只有 ${has} 行。`,
      hint: '请缩短输入长度或周期长度，或把窗口归一化设为“最后一个值”。',
    }),
    '训练部分的行数容不下这个周期。',
    '请缩短输入长度或周期长度，或把窗口归一化设为“最后一个值”。',
  ),
  'column-with-two-roles': withFigures(
    ({ column }) => ({
      message: `${column} 列同时出现在两种列中。`,
      hint: '每列只能有一种用途：预测的列、只知过去的列或事先已知的列。',
    }),
    '有一列同时出现在两种列中。',
    '每列只能有一种用途。',
  ),
  'column-of-text': withFigures(
    ({ column }) => ({
      message: `${column} 列不是数值。`,
      hint: '请去掉它，或选择数值列。',
    }),
    '有一列不是数值。',
    '请去掉它，或选择数值列。',
  ),
  'no-graph': fixed(
    '文件没有说明各列如何相连。',
    '请使用图文件（含 edges 的 JSON），或把通道设为逐列或全部一起。',
  ),
  'text-too-short': withFigures(
    ({ part, has, needed, most }) => ({
      message: `${parts[String(part)]}部分最多有 ${has} 个词元，至少需要 ${needed} 个。`,
      hint:
        part !== 'train'
          ? `请增大${share[String(part)]}，或使用更长的文本。`
          : Number(most) > 0
            ? `请把批大小减小到 ${most} 以内，或使用更长的文本。`
            : '请使用更长的文本。',
    }),
    '文本太短，不够一批。',
    '请使用更长的文本、更小的批大小或其他比例。',
  ),
  'frozen-and-tied': fixed(
    '保持不变的词向量不能同时作为要学习的输出层。',
    '请关闭“保持预训练词向量”或“共享权重”。',
  ),
  'no-tokenizer-file': fixed(
    '词元来自文件，但没有指定文件。',
    '请填写 tokenizer.json 的路径，或选择其他词元。',
  ),
  'missing-setting-file': withFigures(
    ({ path }) => ({ message: `文件 ${path} 不存在。`, hint: '请改正路径，或留空。' }),
    '文件不存在。',
    '请改正路径，或留空。',
  ),
  'embedding-width': withFigures(
    ({ width, given }) => ({
      message: `词向量文件的向量有 ${width} 个数，嵌入大小设为 ${given}。`,
      hint: `请把嵌入大小设为 ${width}。`,
    }),
    '词向量文件的向量与嵌入大小不同。',
    '请按词向量文件设置嵌入大小。',
  ),
  'too-few-pairs': withFigures(
    ({ part }) => ({
      message: `${parts[String(part)]}部分没有句对。`,
      hint:
        part === 'train'
          ? '请增加数据，或增大最长句长。'
          : part === 'test'
            ? '请增加数据，或把测试集比例设为 0，不做测试。'
            : '请增加数据：各部分的句子不同，同一句的所有译文在同一部分。',
    }),
    '有一部分没有句对。',
    '请增加数据，或选择其他比例。',
  ),
  'no-such-language': fixed('数据中没有这种语言。', '请从数据的语言中选择。'),
  'one-language': fixed('原文和译文是同一种语言。', '翻译需要并列的两种语言。'),
  'nothing-handed-over': fixed(
    '所选单元的状态不能从编码器交给解码器，而没有注意力时解码器一无所知。',
    '请选择一种注意力，例如 general，或换一种单元。',
  ),
  'attention-sizes': withFigures(
    ({ hidden_size }) => ({
      message: `双向编码器的点积注意力需要偶数的隐藏单元数，现在是 ${hidden_size}。`,
      hint: `请选择 ${Number(hidden_size) + 1}，或改用注意力 general。`,
    }),
    '双向编码器的点积注意力需要偶数的隐藏单元数。',
    '请选择偶数，或改用注意力 general。',
  ),
  'attention-both-directions': fixed(
    '对过去状态的注意力要求网络只向前读：双向读入的内容没有过去。',
    '请关闭 bidirectional 或 past_attention。',
  ),
  'attention-parts': about(
    '不能按 past_attention 的要求等分。',
    '请选择能被份数整除的隐藏大小，或改用 query-key-value。',
  ),
  'too-few-pieces': fixed('有音符的乐曲太少。', '请添加几首：一些用来学习，一些用来测量。'),
  'too-few-sequences': withFigures(
    ({ part }, { where }) => ({
      message: `${parts[String(part)]}部分没有序列。`,
      hint:
        part === 'test'
          ? '请增加带标签的序列，或把测试集比例设为 0，不做测试。'
          : where === 'val_fraction' && part === 'val'
            ? `${addSequences}验证集比例不能为 0。`
            : `请减小其他部分的比例，或${addSequences.slice(1)}`,
    }),
    '有一个部分没有序列。',
    '请选择其他比例，或增加带标签的序列。',
  ),
  'one-class': fixed('训练集中只有一个类别，无从区分。', '请指定标签列，或增加其他类别的序列。'),
  'no-labels': fixed('没有说明序列是什么。', '请指定标签列，或添加标签文件。'),
  'label-not-numeric': withFigures(
    ({ label }) => ({
      message: `标签 ${label} 不是数。`,
      hint: '请把目标设为类别，或换一个标签列。',
    }),
    '标签不是数。',
    '请把目标设为类别，或换一个标签列。',
  ),
  'no-step-labels': fixed('数据没有每一步的标签。', '请指定序列列，以及在序列内可以变化的标签列。'),
  'only-step-labels': fixed('数据标注的是每一步，不是整个序列。', '请把目标设为自动或每步的类别。'),
  'no-text-column': fixed('序列是文本，但没有指定文本列。', '请指定文本列，或换一种序列。'),
  'no-numbers': fixed('除标签外没有数值列。', '请指定文本列，或添加数值。'),
  'uneven-steps': fixed('每行的数值个数不是每步数值数的整数倍。', '请选择能整除的数。'),
  'unusable-split': fixed('数据不能这样划分。', '请选择其他划分方式。'),
  'too-few-recordings': withFigures(
    ({ part, rule }) => ({
      message: `${parts[String(part)]}部分没有录音。`,
      hint:
        rule === 'takes'
          ? `请${part === 'test' ? '增大' : '减小'}最后一个测试编号，或换一种划分。`
          : rule === 'speaker'
            ? '请留出其他说话人，或换一种划分。'
            : part === 'test'
              ? '请增加录音，或把测试集比例设为 0，不做测试。'
              : '请减小其他部分的比例，或增加录音。',
    }),
    '有一部分没有录音。',
    '请换一种划分、选择更小的比例，或增加录音。',
  ),
  'no-such-speaker': withFigures(
    ({ speakers }) =>
      speakers === ''
        ? {
            message: '没有说明录音中是谁在说话，无法留出说话人。',
            hint: '请选择其他划分，或在文件名格式中指定说话人。',
          }
        : { message: '没有这个说话人。', hint: `请选择其中一个：${speakers}。` },
    '没有这个说话人。',
    '请选择数据中的说话人。',
  ),
  'no-takes': fixed(
    '录音没有编号，不能按编号划分。',
    '请选择其他划分，或在文件名格式中指定 {index}。',
  ),
};
