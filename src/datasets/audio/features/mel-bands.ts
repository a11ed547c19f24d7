/** One triangle over neighbouring frequency bins. */
export interface MelBand {
  readonly firstBin: number;
  /** Weights of `firstBin` and the bins after it. */
  readonly weights: Float64Array;
}

/**
 * Triangular filters spaced evenly on Slaney's mel scale (linear to 1 kHz, logarithmic above), each
 * of unit area, as librosa makes them by default.
 *
 * @param fftSize samples in a transformed frame
 * @param count number of bands
 * @param low, high limits in Hz, `high` at most half the sampling rate
 */
export function melBands(
  { sampleRate, fftSize }: { readonly sampleRate: number; readonly fftSize: number },
  count: number,
  low: number,
  high: number,
): readonly MelBand[] {
  const [lowest, highest] = [melOf(low), melOf(high)];
  const edges = Array.from({ length: count + 2 }, (_, index) =>
    hertzOf(lowest + ((highest - lowest) * index) / (count + 1)),
  );
  const bins = fftSize / 2 + 1;
  return Array.from({ length: count }, (_, band) => {
    const [left, centre, right] = [edges[band]!, edges[band + 1]!, edges[band + 2]!];
    const weights: number[] = [];
    let firstBin = 0;
    for (let bin = 0; bin < bins; bin++) {
      const hertz = (bin * sampleRate) / fftSize;
      const height = Math.min((hertz - left) / (centre - left), (right - hertz) / (right - centre));
      if (height <= 0) continue;
      if (weights.length === 0) firstBin = bin;
      weights.push((height * 2) / (right - left));
    }
    return { firstBin, weights: Float64Array.from(weights) };
  });
}

/**
 * Where the bands would lie if all frequencies were `factor` times as high: places among the same
 * bands, counted from 0, fractional, within the first and the last.
 */
export function stretchedBands(
  count: number,
  low: number,
  high: number,
  factor: number,
): Float64Array {
  const [lowest, highest] = [melOf(low), melOf(high)];
  const step = (highest - lowest) / (count + 1);
  return Float64Array.from({ length: count }, (_, band) => {
    const centre = hertzOf(lowest + (band + 1) * step) * factor;
    return Math.max(0, Math.min(count - 1, (melOf(centre) - lowest) / step - 1));
  });
}

const linearEnd = 1000;
const hertzPerMel = 200 / 3;
const logarithmicStep = Math.log(6.4) / 27;

function melOf(hertz: number): number {
  if (hertz < linearEnd) return hertz / hertzPerMel;
  return linearEnd / hertzPerMel + Math.log(hertz / linearEnd) / logarithmicStep;
}

function hertzOf(mel: number): number {
  const turn = linearEnd / hertzPerMel;
  return mel < turn ? mel * hertzPerMel : linearEnd * Math.exp(logarithmicStep * (mel - turn));
}
