import uPlot from 'uplot';
import type { Domain, Scaling } from '../axis.ts';
import type { Box, Scene } from '../chart.ts';
import { paintScene } from '../drawing/canvas.ts';

/**
 * uPlot as canvas, crosshair, synchronisation and drag-to-zoom. The picture is painted from the scene
 * that is also exported: curves of different runs have different positions, and uPlot's own series
 * would have to be joined on all of them at every update.
 *
 * Its x scale holds the position as drawn (the logarithm on a log axis), so that the crosshair of
 * synchronised charts agrees and a change of scaling needs no new plot.
 */
export interface Plot {
  draw(scene: Scene, x: Domain, scaling: Scaling): void;
  /** Puts the crosshair of every chart of the group at a position; null takes it away. */
  point(position: number | null): void;
  destroy(): void;
}

export interface PlotEvents {
  /** Where the crosshair is, in the unit of the axis; null when it is gone. */
  onpoint(position: number | null): void;
  onzoom(range: Domain): void;
  onreset(): void;
}

const toScale = (value: number, scaling: Scaling): number =>
  scaling === 'log' ? Math.log10(value) : value;
const fromScale = (value: number, scaling: Scaling): number =>
  scaling === 'log' ? 10 ** value : value;

/** Shortest drag in pixels that means a zoom. */
const SHORTEST_DRAG = 5;

/** What a plot shows now. */
interface Shown {
  scene: Scene | null;
  scaling: Scaling;
}

export function createPlot(target: HTMLElement, key: string, events: PlotEvents): Plot {
  const shown: Shown = { scene: null, scaling: 'linear' };
  const plot = new uPlot(plotOptions(key, shown, events), noData, target);
  // A canvas keeps the fallback font in which it was painted while its own was on the way.
  const repaint = (): void => plot.redraw(false, false);
  document.fonts.addEventListener('loadingdone', repaint);
  return {
    draw(next, x, scaling) {
      shown.scene = next;
      shown.scaling = scaling;
      if (plot.width !== next.width || plot.height !== next.height) {
        plot.setSize({ width: next.width, height: next.height });
      }
      plot.setScale('x', { min: toScale(x.min, scaling), max: toScale(x.max, scaling) });
      plot.redraw(false, true);
    },
    point(position) {
      for (const each of uPlot.sync(key).plots) {
        const left = position === null ? -10 : each.valToPos(toScale(position, shown.scaling), 'x');
        each.setCursor({ left, top: position === null ? -10 : 10 });
      }
    },
    destroy() {
      document.fonts.removeEventListener('loadingdone', repaint);
      plot.destroy();
    },
  };
}

/** The plot draws nothing of its own: all lines are in the scene. */
const noData: uPlot.AlignedData = [
  [0, 1],
  [null, null],
];

function plotOptions(key: string, shown: Shown, events: PlotEvents): uPlot.Options {
  const padding = (side: (plot: Box, scene: Scene) => number) => () =>
    shown.scene === null ? 0 : side(shown.scene.plot, shown.scene);
  return {
    width: 100,
    height: 100,
    pxAlign: false,
    padding: [
      padding(({ top }) => top),
      padding(({ left, width }, { width: all }) => all - left - width),
      padding(({ top, height }, { height: all }) => all - top - height),
      padding(({ left }) => left),
    ],
    legend: { show: false },
    axes: [{ show: false }, { show: false }],
    scales: {
      x: { time: false, auto: false, min: 0, max: 1 },
      y: { auto: false, min: 0, max: 1 },
    },
    series: [{}, { show: false }],
    cursor: cursorOptions(key, events),
    hooks: {
      draw: [(plot) => paint(plot, shown)],
      setCursor: [
        (plot) => {
          const { left } = plot.cursor;
          const away = left === undefined || left < 0;
          events.onpoint(away ? null : fromScale(plot.posToVal(left, 'x'), shown.scaling));
        },
      ],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          if (width < SHORTEST_DRAG) return;
          const at = (pixel: number) => fromScale(plot.posToVal(pixel, 'x'), shown.scaling);
          events.onzoom({ min: at(left), max: at(left + width) });
        },
      ],
    },
  };
}

/** Plots of one key share the crosshair, not the zoom. */
function cursorOptions(key: string, events: PlotEvents): uPlot.Cursor {
  const passOn = (type: string) => !['mousedown', 'mouseup', 'dblclick'].includes(type);
  return {
    y: false,
    points: { show: false },
    drag: { x: true, y: false, setScale: false },
    sync: { key, scales: ['x', null], filters: { pub: passOn, sub: passOn } },
    bind: {
      dblclick: () => () => {
        events.onreset();
        return null;
      },
    },
  };
}

function paint({ ctx }: uPlot, { scene }: Shown): void {
  if (scene === null) return;
  ctx.save();
  ctx.scale(uPlot.pxRatio, uPlot.pxRatio);
  paintScene(ctx, scene);
  ctx.restore();
}
