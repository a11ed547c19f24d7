import type { AreaMark, LineMark, Mark, Scene, TextMark } from '../chart.ts';
import { runsOf } from './canvas.ts';

/** Room over an exported scene for its title. */
export const titleHeight = 28;

/** A scene under its title as a complete SVG document that any other program opens. */
export function sceneToSvg(scene: Scene, title: string): string {
  const { width, plot } = scene;
  const height = scene.height + titleHeight;
  const clip = `<clipPath id="plot"><rect x="${plot.left}" y="${plot.top - 1}" width="${plot.width + 2}" height="${plot.height + 2}"/></clipPath>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escapeXml(scene.font)}">`,
    `<title>${escapeXml(title)}</title>`,
    `<defs>${clip}</defs>`,
    `<rect width="100%" height="100%" fill="${scene.background}"/>`,
    `<text x="12" y="18" font-size="13" font-weight="600" fill="${scene.titleColor}">${escapeXml(title)}</text>`,
    `<g transform="translate(0 ${titleHeight})">`,
    ...scene.grid.map(markToSvg),
    `<g clip-path="url(#plot)">${scene.marks.map(markToSvg).join('')}</g>`,
    ...scene.texts.map((text) => textToSvg(text, scene.background)),
    '</g>',
    '</svg>',
  ].join('\n');
}

function markToSvg(mark: Mark): string {
  if (mark.kind === 'dot') {
    return `<circle cx="${round(mark.x)}" cy="${round(mark.y)}" r="${mark.radius}" fill="${mark.fill}"/>`;
  }
  if (mark.kind === 'area') {
    return `<path d="${areaPath(mark)}" fill="${mark.fill}" fill-opacity="${mark.opacity}"/>`;
  }
  const dash = mark.dash.length === 0 ? '' : ` stroke-dasharray="${mark.dash.join(' ')}"`;
  const opacity = mark.opacity === 1 ? '' : ` stroke-opacity="${mark.opacity}"`;
  return `<path d="${linePath(mark)}" fill="none" stroke="${mark.stroke}" stroke-width="${mark.width}" stroke-linejoin="round"${dash}${opacity}/>`;
}

/** The `d` of an SVG path; a gap starts a new stretch, a lone point becomes a stroke of one pixel. */
export function linePath({ xs, ys }: Pick<LineMark, 'xs' | 'ys'>): string {
  let path = '';
  let pen = false;
  for (let i = 0; i < xs.length; i++) {
    if (Number.isNaN(ys[i]!)) pen = false;
    else {
      path += `${pen ? 'L' : 'M'}${round(xs[i]!)} ${round(ys[i]!)}`;
      if (!pen && (i + 1 >= xs.length || Number.isNaN(ys[i + 1]!))) path += 'h1';
      pen = true;
    }
  }
  return path;
}

export function areaPath(area: AreaMark): string {
  let path = '';
  for (const [from, to] of runsOf(area)) {
    for (let i = from; i < to; i++)
      path += `${i === from ? 'M' : 'L'}${round(area.xs[i]!)} ${round(area.upper[i]!)}`;
    for (let i = to - 1; i >= from; i--) path += `L${round(area.xs[i]!)} ${round(area.lower[i]!)}`;
    path += 'Z';
  }
  return path;
}

function textToSvg(text: TextMark, background: string): string {
  const weight = text.bold ? ' font-weight="600"' : '';
  const halo = text.halo
    ? ` paint-order="stroke" stroke="${background}" stroke-width="4" stroke-linejoin="round"`
    : '';
  return `<text x="${round(text.x)}" y="${round(text.y)}" font-size="${text.size}" fill="${text.color}" text-anchor="${text.anchor}" dominant-baseline="central"${weight}${halo}>${escapeXml(text.text)}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
