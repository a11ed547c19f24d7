import type { SettingCatalogue } from '../../setting-words.ts';

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
  past_attention: {
    label: '对过去状态的注意力',
    help: '每个输出还会读入此前最相关的输出，以后还要用的内容不必一直留在状态里。默认没有；对词模型，切成键、值与预测三部分效果最好（Daniluk 等 2017）。',
    choices: {
      none: { label: '无', help: '只靠状态记忆。' },
      'query-key-value': {
        label: '查询、键、值',
        help: '对整个输出作三个学得的投影，如自注意力（Vaswani 等 2017）。',
      },
      'key-value': {
        label: '切成键与值',
        help: '一半单元用于查找，一半用于传递（Daniluk 等 2017）：隐藏大小须为偶数。',
      },
      'key-value-predict': {
        label: '切成键、值与预测',
        help: '三分之一用于查找，三分之一用于传递，三分之一用于预测（Daniluk 等 2017）：隐藏大小须能被三整除。',
      },
    },
  },
  past_window: {
    label: '注意的过去状态数',
    help: '注意力读入此前多少步，包括 BPTT 截断之前的；越多看得越远，耗时成比例增加。词模型中 15 步与更多一样好（Daniluk 等 2017）。',
  },
};
