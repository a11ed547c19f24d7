/** 模型说明中的名称。 */
export const factNames: Readonly<Record<string, string>> = {
  Columns: '列',
  'Rows (training / validation / test)': '行数（训练 / 验证 / 测试）',
  'Windows (training / validation / test)': '窗口数（训练 / 验证 / 测试）',
  Season: '周期',
  Segments: '分段',
  'Rows put into gaps': '为缺口补的行数',
  Vocabulary: '词表',
  'Tokens (training / validation / test)': '词元数（训练 / 验证 / 测试）',
  'Unknown in validation': '验证集中的未知词元',
  'Recordings (training / validation / test)': '录音数（训练 / 验证 / 测试）',
  'Training sound': '训练录音总长',
  Labels: '标签',
  Features: '特征',
  'Left out': '未参与',
  'Left out, fewer steps than labels': '未参与：步数少于标签数',
  Direction: '方向',
  'Pairs (training / validation / test)': '句对数（训练 / 验证 / 测试）',
  'Tokens in a sentence': '每句词元数',
};

const phrases: readonly (readonly [RegExp, string])[] = [
  [/^none found$/, '未找到'],
  [/^(\d[\d,]*) of (\d[\d,]*) rows$/, '$1 段，每段 $2 行'],
  [/ rows$/, ' 行'],
  [/ characters? and <unk>$/, ' 个字符与 <unk>'],
  [/ words? and <unk>$/, ' 个单词与 <unk>'],
  [/ subwords for both$/, ' 个子词（两边共用）'],
  [/ subwords$/, ' 个子词'],
  [/ to /, ' → '],
  [/ of the source$/, '（原文）'],
  [/ repeated/, ' 对重复'],
  [/ too long/, ' 对过长'],
  [/ of odd lengths/, ' 对长度悬殊'],
  [/ empty/, ' 对缺一边'],
  [/ with a source of another part/, ' 对的原文在其他部分'],
  [/ tokens \(/, ' 个词元（'],
  [/ %\)$/, ' %）'],
  [/ minutes$/, ' 分钟'],
  [/ characters and the blank$/, ' 个字符与空白'],
  [/ words and the blank$/, ' 个单词与空白'],
  [/^(\d+) at ([\d,]+) Hz, (\d+) frames in a step$/, '$1 维，$2 Hz，每步 $3 帧'],
  [/^([\d,]+) recordings: see the data set's diagnosis$/, '$1 段录音：见数据集的诊断'],
  [/ and (\d+) more$/, ' 等（另有 $1 列）'],
];

/** 模型说明中的值：数字和列名不变，只译其余的词。 */
export function factValue(value: string): string {
  return phrases.reduce((text, [pattern, words]) => text.replace(pattern, words), value);
}
