import type { SettingCatalogue } from '../../setting-words.ts';

/** 复调音乐的设置。 */
export const polyphonySettings: SettingCatalogue = {
  steps_per_quarter: {
    label: '每四分音符的步数',
    help: '放置 MIDI 文件音符的网格：4 为十六分音符，12 也能放下三连音；钢琴卷帘保持其自身的网格。',
  },
  'polyphony.split': {
    label: '划分',
    help: '乐曲如何分为训练、验证和测试，总是整首：数据有划分时按数据，否则随机。',
    choices: {
      auto: { label: '按数据', help: '给定的划分，否则随机。' },
      random: { label: '随机', help: '忽略给定的划分。' },
    },
  },
  'polyphony.val_fraction': {
    label: '验证比例',
    help: '用于决定最佳检查点的乐曲比例；只给定测试部分时从训练部分取。默认 0.15。',
  },
  'polyphony.test_fraction': {
    label: '测试比例',
    help: '最后测量一次的乐曲比例；数据给定测试部分时不用。默认 0.15，0 表示没有测试部分。',
  },
  'polyphony.split_seed': {
    label: '划分种子',
    help: '决定随机划分时乐曲归入哪一部分；与运行的种子分开，使不同种子的运行在相同的乐曲上测量。',
  },
  excerpt_length: {
    label: '片段步数',
    help: '较长的乐曲分成这么多步的片段学习，每段从空的记忆开始，以限制内存并混合乐曲；测量时总是整首。默认 0，保持整首。',
  },
  transpose: {
    label: '移调',
    help: '训练时每首乐曲随机上移或下移，最多这么多半音，不超出钢琴音域：同样的乐曲得到更多的调，适合小数据。默认 0，不移调。',
  },
  'polyphony.batch_size': {
    label: '批大小',
    help: '一步中长度相近的乐曲或片段数；大则每首更快，小则步数更多、往往泛化更好。',
  },
};
