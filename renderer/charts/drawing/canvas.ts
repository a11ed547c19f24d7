import type { AreaMark, DotMark, LineMark, Scene, TextMark } from '../chart.ts';

export type Surface = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Paints a scene in its own CSS pixels; the caller has scaled the surface to the device. */
export function paintScene(surface: Surface, scene: Scene): void {
  for (const line of scene.grid) paintLine(surface, line);
  surface.save();
  surface.beginPath();
  const { left, top, width, height } = scene.plot;
  surface.rect(left, top - 1, width + 2, height + 2);
  surface.clip();
  for (const mark of scene.marks) {
    if (mark.kind === 'line') paintLine(surface, mark);
    else if (mark.kind === 'area') paintArea(surface, mark);
    else paintDot(surface, mark);
  }
  surface.restore();
  for (const text of scene.texts) paintText(surface, text, scene);
}

function paintLine(surface: Surface, line: LineMark): void {
  const { xs, ys } = line;
  surface.globalAlpha = line.opacity;
  surface.strokeStyle = line.stroke;
  surface.lineWidth = line.width;
  // Round joins cost a software rasteriser more than all the rest, and no eye sees them here.
  surface.lineJoin = 'bevel';
  surface.setLineDash([...line.dash]);
  surface.beginPath();
  let pen = false;
  for (let i = 0; i < xs.length; i++) {
    if (Number.isNaN(ys[i]!)) pen = false;
    else if (pen) surface.lineTo(xs[i]!, ys[i]!);
    else {
      surface.moveTo(xs[i]!, ys[i]!);
      // A point with gaps on both sides would have no length and so not be seen.
      if (i + 1 >= xs.length || Number.isNaN(ys[i + 1]!)) surface.lineTo(xs[i]! + 1, ys[i]!);
      pen = true;
    }
  }
  surface.stroke();
  surface.setLineDash([]);
  surface.globalAlpha = 1;
}

function paintArea(surface: Surface, area: AreaMark): void {
  surface.globalAlpha = area.opacity;
  surface.fillStyle = area.fill;
  for (const [from, to] of runsOf(area)) {
    surface.beginPath();
    for (let i = from; i < to; i++) surface.lineTo(area.xs[i]!, area.upper[i]!);
    for (let i = to - 1; i >= from; i--) surface.lineTo(area.xs[i]!, area.lower[i]!);
    surface.closePath();
    surface.fill();
  }
  surface.globalAlpha = 1;
}

/** Stretches without a gap. */
export function* runsOf({ xs, lower, upper }: AreaMark): Generator<[from: number, to: number]> {
  let from = 0;
  for (let i = 0; i <= xs.length; i++) {
    if (i < xs.length && !Number.isNaN(lower[i]!) && !Number.isNaN(upper[i]!)) continue;
    if (i > from) yield [from, i];
    from = i + 1;
  }
}

function paintDot(surface: Surface, dot: DotMark): void {
  surface.fillStyle = dot.fill;
  surface.beginPath();
  surface.arc(dot.x, dot.y, dot.radius, 0, 2 * Math.PI);
  surface.fill();
}

function paintText(surface: Surface, text: TextMark, scene: Scene): void {
  surface.font = `${text.bold ? 600 : 400} ${text.size}px ${scene.font}`;
  surface.textAlign = text.anchor === 'middle' ? 'center' : text.anchor;
  surface.textBaseline = 'middle';
  if (text.halo) {
    surface.strokeStyle = scene.background;
    surface.lineWidth = 4;
    surface.lineJoin = 'round';
    surface.strokeText(text.text, text.x, text.y);
  }
  surface.fillStyle = text.color;
  surface.fillText(text.text, text.x, text.y);
}
