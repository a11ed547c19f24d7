/** 文献中的整套设置。 */
export const presets: Readonly<Record<string, { readonly label: string; readonly help: string }>> =
  {
    'awd-lstm': {
      label: 'AWD-LSTM',
      help: '三层 1150 单元的 LSTM，用上各种 dropout、两种惩罚与平均 SGD（Merity 等 2018，arXiv 1708.02182）；按词建模，需要数小时。',
    },
    'zaremba-medium': {
      label: 'Zaremba 中型',
      help: '两层 650 单元的 LSTM，dropout 为一半，六轮后 SGD 逐轮减速（Zaremba 等 2014，arXiv 1409.2329）；按词建模。',
    },
    segrnn: {
      label: 'SegRNN',
      help: '一层 512 单元的 GRU，按 24 行一段读取并一次预测所有段（Lin 等 2023，arXiv 2308.11200）；用于每小时的数据。',
    },
  };
