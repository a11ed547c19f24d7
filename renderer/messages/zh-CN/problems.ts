import type { Problem } from '../../../src/contract/index.ts';
import { misfits } from './misfits.ts';
import { about, fixed, type ProblemWords } from './problem-words.ts';

const whatIsRead =
  '请使用表格（CSV、TSV、Parquet、JSON lines）、文本、成对的译文、录音、带标签的序列、图片（idx）或音乐（MIDI、钢琴卷帘），也可以放在 gzip、zip 或 tar 中。';
const sameSettings = '请用开始时的设置继续该运行，或重新开始一次运行。';

/** 按代码查找；没有列出的问题保留英文原文。 */
export const problems: Readonly<Record<string, (problem: Problem) => ProblemWords>> = {
  ...misfits,
  'filter-open-quote': about('缺少另一个引号。', '请补上引号。'),
  'filter-no-value': about('之后缺少要比较的值。', '例如 lr < 1e-3。'),
  'filter-ends-early': about('之后缺少内容。', '请接着输入单词或比较，例如 cell = gru。'),
  'filter-unexpected': about(
    '不能出现在这里。',
    '请用 and、or、not 和括号连接 cell = gru 这样的比较。',
  ),
  'filter-open-parenthesis': about('没有对应的右括号。', '请补上括号。'),
  'filter-unknown-name': ({ where, hint }) => ({
    message: `没有名为 ${where} 的设置、指标或字段。`,
    hint: hint?.startsWith('Did you mean')
      ? `是否指 ${hint.slice('Did you mean '.length, -1)}？`
      : '设置的名称见运行的 config.yaml，指标形如 val/mse。',
  }),
  'filter-wrong-value': about(
    '不能与该字段比较。',
    '请换一个值，例如数字、日期（2026-11-24）或时长（90s）。',
  ),
  'filter-wrong-comparison': about('不能这样比较。', '文本用 = 和 contains，数字、日期用 = 和 <。'),
  'no-known-runs': about(
    '中没有 Unroll 能读取的运行。',
    '请选择 Optuna 或 MLflow 的 SQLite 文件、mlruns 文件夹或 TensorBoard 事件文件。',
  ),
  'damaged-events': about('已损坏：校验和不符。', '请从原处重新复制该文件。'),
  'imported-run': about('由其他程序记录，无法在此继续训练。', '请导入其数据并开始新的运行。'),
  'encrypted-archive': about('设有密码，无法解压。', '请先解压，再添加其中的文件。'),
  'disk-full': about(
    '无法写入：磁盘空间不足。',
    '请腾出空间，或用 --home 选择其他磁盘上的主文件夹。',
  ),
  'damaged-archive': about('无法解压，可能不完整。', '请重新下载或重新打包。'),
  'no-table': about('中没有找到表格：各行没有共同的字段。', '请用逗号或制表符分隔每行的字段。'),
  'too-many-columns': about(
    '的列太多，无法读入。',
    '如果每列是一个时刻、每行是一条序列，请将表格转置。',
  ),
  'unreadable-table': about(
    '无法读入，可能不完整。',
    '请用电子表格软件打开并另存为 CSV，或重新获取该文件。',
  ),
  'wrong-kind-of-data': about('不适合该任务。', '请选择适合这份数据的任务。'),
  'not-a-file': about('不是文件。', '请选择文件夹里的文件。'),
  'binary-file': about('不是 Unroll 能用来训练的文件。', whatIsRead),
  'empty-file': about('是空文件。', '请选择含有数据行或文本的文件。'),
  'empty-text': fixed('训练文本里没有内容。', '请选择含有文本的文件。'),
  'no-such-file': about('不存在。', '请检查路径，或确认磁盘是否已连接。'),
  'unreadable-file': about('无法读取。', '请检查路径和权限。'),
  'file-not-readable': about('没有读取权限。', '请修改权限，或复制到自己的文件夹中。'),
  'engine-gone': fixed('引擎意外停止。', '它会自动重新启动，已完成的工作都在库中，不会丢失。'),
  'engine-lost': fixed(
    '训练期间 Unroll 被关闭了。',
    '继续该运行即可，它会从最近的检查点接着训练。',
  ),
  'trainer-lost': fixed(
    '训练进程意外结束。',
    '如果不是有人结束了它，多半是内存不足：请减小批大小或网络。日志在主文件夹中。',
  ),
  'run-active': about('仍在训练。', '请先取消或暂停它。'),
  'no-such-run': fixed('找不到这次运行。', '它可能已被移除。'),
  'no-such-dataset': fixed('找不到这个数据集。', '请重新添加该文件。'),
  'dataset-removed': about('已被移除。', '请重新添加该文件，它会被识别出来。'),
  'data-missing': about('的副本不见了。', '请重新添加原文件。'),
  'no-checkpoint': about('还没有检查点。', '请训练到第一次评估之后，或用其他设置重新训练。'),
  'name-taken': fixed('这个名称已被使用。', '请换一个名称，或留空以自动取名。'),
  'not-a-time': about('不是时间列。', '请另选一列，或将 time_column 留空以自动查找。'),
  'no-time-column': fixed(
    '要补行（fill_gaps），但没有说明时间的列。',
    '请用 time_column 指定时间列，或保持缺口不变。',
  ),
  'times-not-in-order': fixed(
    '要补行（fill_gaps），但数据像是几条序列上下相接。',
    '请让每条序列单独成一个文件或一列。',
  ),
  'gaps-too-wide': fixed(
    '补上缺口会使行数增加一倍以上。',
    '请保持缺口不变，或在最长的缺口处把文件分开。',
  ),
  'project-name-taken': fixed('已有同名的项目。', '请换一个名称。'),
  'project-not-empty': about('中还有运行，不能移除。', '请先把运行移到其他项目，或移除它们。'),
  'last-project': about('是唯一的项目，不能移除。', '可以给它重命名。'),
  'no-such-project': fixed('找不到这个项目。', '它可能已被移除。'),
  'not-able': about('不支持这项操作。', '请选择其他任务的运行。'),
  'cannot-forecast': fixed('该任务的运行不能做预测。', '请选择时间序列预测的运行。'),
  'cannot-generate': fixed('该任务的运行不能生成文本。', '请选择语言模型的运行。'),
  'ticket-in-use': fixed('这项工作正在进行。', '请等它完成，或先停止。'),
  'no-numeric-column': fixed(
    '没有一列是逐行变化的数值。',
    '请选择含有数值列、每个时刻一行的表格。',
  ),
  diverged: fixed(
    '训练发散：损失或梯度连续多步不是有限的数。',
    '请降低学习率或梯度范数裁剪后重新开始；最后一个可用的检查点已保留。',
  ),
  'no-such-stack-there': fixed(
    'PyTorch 的 nn.RNN、nn.LSTM 和 nn.GRU 只有直连的层，没有捷径，也没有对过去状态的注意力：权重能载入，算出的却是别的结果。',
    '要交换权重，请用 layer_connection plain 和 past_attention none 训练。',
  ),
  'foreign-checkpoint': fixed('检查点来自其他数据、设置或版本。', sameSettings),
  'damaged-checkpoint': fixed('检查点已损坏。', '请从其他检查点继续，或重新开始一次运行。'),
  'wrong-state': about('当前的状态不允许这项操作。', '请等它的状态改变后再试。'),
  'home-in-use': fixed(
    '另一个 Unroll 正在使用这个主文件夹。',
    '请使用那一个、关闭它，或用 --home 选择其他文件夹。',
  ),
  'home-not-writable': fixed('无法建立主文件夹。', '请用 --home 选择其他文件夹。'),
  'corrupt-database': fixed(
    '实验数据库已损坏，无法读取。',
    '文件保持原样。请换上备份，或将它移走以重新开始。',
  ),
  'database-not-writable': fixed(
    '实验数据库无法写入。',
    '请检查主文件夹的权限，或用 --home 选择其他文件夹。',
  ),
  'newer-database': fixed(
    '这个主文件夹由更新版本的 Unroll 写入。',
    '请更新 Unroll，或用 --home 选择其他文件夹。没有任何改动。',
  ),
  internal: ({ message }) => ({
    message: `Unroll 内部出错：${message.replace(/^(Something went wrong inside Unroll: |Unroll 内部出错：)/, '')}`,
    hint: '详情见日志；数据和已完成的运行不受影响。',
  }),
  'not-in-onnx': fixed('ONNX 无法表示这个网络的一部分。', '请改为导出 safetensors。'),
  'damaged-midi': about('无法按 MIDI 读取。', '请用音乐软件打开，另存为格式 0 或 1 的 MIDI。'),
  'invalid-piano-roll': about(
    '无法按乐曲读取。',
    '每个部分是乐曲的列表，乐曲是步的列表，每步是 0 到 127 的 MIDI 编号的列表。',
  ),
  'no-music': fixed('这些文件中没有 MIDI 文件。', '请添加以 .mid 结尾的文件。'),
  'silent-music': about('没有钢琴音域内的音符。', '请提供音符在 A0 到 C8 之间的乐曲。'),
  'no-such-piece': about('这首乐曲不存在。', '请从列表中选择。'),
  'damaged-sequences': about('无法按带标签的序列读取。', '请检查文件是否完整、各行格式是否一致。'),
  'several-data-sets': fixed(
    '这些文件属于多个数据集。',
    '请解压后一次只添加一个数据集的训练与测试文件。',
  ),
  'invalid-recipe': about('的配方无效。', '可用 unroll sample adding --length 200 生成。'),
  'no-such-column': about('这一列不存在。', '请检查列名。'),
  'changing-label': about(
    '列在同一序列内有变化。',
    '请选择目标“每步的类别”，或换一个标签列或序列列。',
  ),
  'other-columns': about('的每步数值个数与训练时不同。', '请提供与训练数据列相同的数据。'),
};
