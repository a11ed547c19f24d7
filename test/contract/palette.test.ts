import { describe, expect, it } from 'vitest';
import { oklchToHex, runColor, type Theme } from '../../src/contract/palette.ts';

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((start) => {
    const value = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

/** WCAG 2 contrast ratio. */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}

describe('run colours', () => {
  const backgrounds: [Theme, string][] = [
    ['light', '#ffffff'],
    ['dark', '#14181d'],
  ];

  it.each(backgrounds)(
    'stand out from the %s background by at least 3 : 1',
    (theme, background) => {
      for (let index = 0; index < 60; index++) {
        expect(
          contrast(runColor(index, theme), background),
          `colour ${index}`,
        ).toBeGreaterThanOrEqual(3);
      }
    },
  );

  it('differ for the first forty runs', () => {
    for (const [theme] of backgrounds) {
      const colors = Array.from({ length: 40 }, (_, index) => runColor(index, theme));
      expect(new Set(colors).size).toBe(40);
    }
  });

  it('convert known OKLCH colours to sRGB', () => {
    // Values of the CSS Color 4 conversion: white, and pure red at (0.62796, 0.25768, 29.234 degrees).
    expect(oklchToHex(1, 0, 0)).toBe('#ffffff');
    expect(oklchToHex(0.62796, 0.25768, 29.234)).toBe('#ff0000');
  });
});
