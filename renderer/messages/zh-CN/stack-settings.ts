import type { SettingCatalogue } from '../setting-words.ts';

/** 各循环层如何组合。 */
export const stackSettings: SettingCatalogue = {
  layer_connection: {
    label: '层间连接',
    help: '一层除自身输出外还向上传递什么：有了捷径，三层及以上学起来几乎与一层一样容易。默认直连，与 PyTorch 一致；三层起可用残差，如 GNMT。',
    choices: {
      plain: { label: '直连', help: '只传递自身的输出。' },
      residual: {
        label: '残差',
        help: '自身的输出加上读入的内容，限两者大小相同时（Wu 等 2016）。',
      },
      highway: {
        label: '高速公路',
        help: '由学得的门混合自身的输出与读入的内容，限两者大小相同时（Srivastava 等 2015）。',
      },
      dense: {
        label: '稠密',
        help: '每层并排读入整个输入和下面所有层的输出（Ding 等 2018）：权重更多。',
      },
    },
  },
  highway_bias: {
    label: '高速公路偏置',
    help: '变换门的初始偏置：小于 0 时一层起初只把读入的内容往上传，层数越多应越低。文献中为 -1 至 -3。',
  },
};
