import type { SettingCatalogue } from '../../setting-words.ts';

/** 数据如何分为训练、验证与测试。 */
export const partSettings: SettingCatalogue = {
  val_fraction: {
    label: '验证集比例',
    help: '紧接在训练部分之后、用来挑选最佳检查点的比例；惯例为 0.1。',
  },
  test_fraction: {
    label: '测试集比例',
    help: '最末尾、训练结束后只测一次的比例；0 表示不留测试集。',
  },
  split: {
    label: '划分',
    help: '录音如何分为训练、验证和测试部分；用训练中没有的说话人测试最难，也最能说明问题。',
    choices: {
      random: { label: '随机', help: '逐段随机：测试部分的说话人在训练中出现过。' },
      named: { label: '按数据的命名', help: '按名为 train、dev、test 的文件夹或清单。' },
      takes: {
        label: '按录音编号',
        help: '编号不大于某个数的录音作测试：0 至 4 是 Free Spoken Digit Dataset 的官方划分。',
      },
      speaker: { label: '按说话人', help: '留出一位说话人作测试。' },
    },
  },
  split_seed: {
    label: '划分的种子',
    help: '决定随机划分的结果；与运行的种子无关，因此不同种子的运行在同样的录音上测量。',
  },
};
