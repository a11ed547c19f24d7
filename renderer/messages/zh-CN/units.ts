/** 设置单位，按描述中的英文单位查找。 */
export const units: Readonly<Record<string, string>> = {
  rows: '行',
  windows: '个窗口',
  times: '次',
  tokens: '个词元',
  units: '个单元',
  streams: '段',
  segments: '段',
  epochs: '轮',
  steps: '步',
  evaluations: '次评估',
  minutes: '分钟',
  Hz: 'Hz',
  ms: '毫秒',
  bands: '个频带',
  frames: '帧',
  recordings: '段录音',
};
