/** Decoded sound. Samples lie between -1 and 1 unless a floating-point file exceeds them. */
export interface Sound {
  /** Samples a second in each channel. */
  readonly sampleRate: number;
  /** One array for each channel, all of one length. */
  readonly channels: readonly Float32Array[];
  /** The file ends before the sound that it announces: what is there has been read. */
  readonly cut: boolean;
}

/** All channels with equal weight. */
export function mixToMono({ channels }: Sound): Float32Array {
  const [first] = channels;
  if (first === undefined) return new Float32Array(0);
  if (channels.length === 1) return first;
  const mixed = new Float32Array(first.length);
  for (let at = 0; at < mixed.length; at++) {
    let sum = 0;
    for (const channel of channels) sum += channel[at]!;
    mixed[at] = sum / channels.length;
  }
  return mixed;
}

/** Below -60 dB of full scale nothing is heard. */
const audiblePeak = 1e-3;
/** The highest value of a 16-bit converter, less one step. */
const fullScale = 32766 / 32768;
/** So many samples in a row at full scale are a wave whose top was cut off. */
const clippedRun = 4;
/** Runs of full scale a minute above which clipping is worth a word. */
const clippedRunsPerMinute = 60;

/** What is wrong with a recording's level, or null. */
export function levelProblem(
  samples: Float32Array,
  sampleRate: number,
): 'silent' | 'clipped' | null {
  let peak = 0;
  let run = 0;
  let runs = 0;
  for (const sample of samples) {
    const level = Math.abs(sample);
    if (level > peak) peak = level;
    run = level >= fullScale ? run + 1 : 0;
    if (run === clippedRun) runs++;
  }
  if (peak < audiblePeak) return 'silent';
  const minutes = samples.length / sampleRate / 60;
  return runs > 2 && runs > clippedRunsPerMinute * minutes ? 'clipped' : null;
}
