/** Reference steps across the visible range; the half-life at strength 0.9 is 6.6 of them, 3.3 %. */
const referenceSteps = 200;

/**
 * Exponential moving average over uneven positions: a step of `range / 200` decays by `strength`.
 * Because time and not the number of points decides, the curve does not depend on how far the data
 * was downsampled. The start is corrected for bias as in Adam (Kingma and Ba 2015, section 3), so
 * that it begins at the first value. Gaps (NaN) stay gaps and do not decay twice.
 *
 * @param strength 0 (unchanged) to below 1
 * @param range length of the visible axis, in the unit of `xs`
 */
export function smooth(
  xs: ArrayLike<number>,
  values: ArrayLike<number>,
  strength: number,
  range: number,
): Float64Array {
  const result = Float64Array.from(values);
  if (strength <= 0 || !(range > 0)) return result;
  const rate = Math.log(Math.min(strength, 0.999)) * (referenceSteps / range);
  let [average, weight, position] = [0, 0, Number.NaN];
  for (let i = 0; i < result.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    const distance = Number.isNaN(position) ? range / referenceSteps : xs[i]! - position;
    const decay = Math.exp(rate * Math.max(0, distance));
    average = average * decay + value * (1 - decay);
    weight = weight * decay + (1 - decay);
    result[i] = weight > 0 ? average / weight : value;
    position = xs[i]!;
  }
  return result;
}
