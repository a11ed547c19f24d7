/**
 * Colours of runs. The first seven are Okabe and Ito's colour-blind-safe set (jfly.uni-koeln.de/color,
 * 2002) without black, each moved in lightness only as far as its background needs; further runs take
 * hues from a ring of even lightness, a golden angle apart, so that neighbours differ. The ring is
 * darker (on dark: paler) than the set, so that a hue that comes again is still another colour.
 */
export type Theme = 'light' | 'dark';

const okabeIto: Readonly<Record<Theme, readonly string[]>> = {
  light: ['#0072b2', '#d55e00', '#009e73', '#b8568c', '#c48600', '#2f93cf', '#948a00'],
  dark: ['#4aa3df', '#f07f3c', '#2fbf94', '#d98cb3', '#e6a520', '#7cc4f0', '#e5da57'],
};

/** Hex colour of the run at a palette position (0, 1, 2, ...); the same position keeps its hue in both themes. */
export function runColor(index: number, theme: Theme): string {
  const known = okabeIto[theme][index];
  if (known !== undefined) return known;
  const hue = ((index - okabeIto[theme].length) * 137.508 + 300) % 360;
  return theme === 'light' ? oklchToHex(0.43, 0.12, hue) : oklchToHex(0.88, 0.075, hue);
}

/**
 * OKLCH to sRGB (Ottosson 2020, "A perceptual color space for image processing"); lightness 0 to 1,
 * hue in degrees. Hex, because exported pictures are opened by tools that know no `oklch()`.
 */
export function oklchToHex(lightness: number, chroma: number, hue: number): string {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const channels = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return `#${channels.map(toHexByte).join('')}`;
}

function toHexByte(linear: number): string {
  const clamped = Math.min(1, Math.max(0, linear));
  const encoded = clamped <= 0.0031308 ? 12.92 * clamped : 1.055 * clamped ** (1 / 2.4) - 0.055;
  return Math.round(encoded * 255)
    .toString(16)
    .padStart(2, '0');
}
