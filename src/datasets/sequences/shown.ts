import type { ShownInput } from '../../contract/index.ts';
import type { ImageSize } from './labelled-sequences.ts';

const mostChannels = 6;
const mostPoints = 160;

/** A sequence of numbers as it is drawn: a picture, or some channels with some of their values. */
export function shownSequence(
  { steps, values }: { readonly steps: number; readonly values: Float32Array },
  channels: readonly string[],
  image: ImageSize | null,
): ShownInput {
  if (image !== null) return { kind: 'image', ...image, pixels: brightness(values) };
  const width = channels.length;
  const stride = Math.max(1, Math.ceil(steps / mostPoints));
  return {
    kind: 'series',
    steps,
    channels: channels.slice(0, mostChannels).map((name, channel) => ({
      name,
      values: Array.from({ length: Math.ceil(steps / stride) }, (_, index) => {
        const value = values[index * stride * width + channel]!;
        return Number.isFinite(value) ? Number(value.toPrecision(6)) : null;
      }),
    })),
  };
}

/** From the darkest to the brightest value. */
function brightness(values: Float32Array): number[] {
  const finite = values.filter(Number.isFinite);
  const low = finite.reduce((a, b) => Math.min(a, b), 0);
  const high = finite.reduce((a, b) => Math.max(a, b), low);
  return Array.from(values, (value) => {
    const share = high > low ? (value - low) / (high - low) : 0;
    return Number.isFinite(share) ? Number(share.toFixed(3)) : 0;
  });
}
