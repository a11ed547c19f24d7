interface Channel {
  readonly values: readonly (number | null)[];
}

/**
 * SVG paths of channels on one scale, so that their levels can be compared; gaps stay gaps and a
 * single point is a short stroke.
 */
export function seriesPaths(
  channels: readonly Channel[],
  { width, height }: { readonly width: number; readonly height: number },
): string[] {
  const present = channels.flatMap(({ values }) => values.filter((value) => value !== null));
  const low = present.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = present.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const y = (value: number) => {
    const share = high > low ? (value - low) / (high - low) : 0.5;
    return (height - 2 - share * (height - 4)).toFixed(1);
  };
  return channels.map(({ values }) => {
    const stride = values.length > 1 ? (width - 2) / (values.length - 1) : 0;
    let path = '';
    let isGap = true;
    values.forEach((value, index) => {
      if (value !== null) {
        const x = values.length > 1 ? 1 + index * stride : width / 2;
        path += `${isGap ? 'M' : 'L'}${x.toFixed(1)} ${y(value)}`;
        if (isGap) path += 'h0.1';
      }
      isGap = value === null;
    });
    return path;
  });
}
