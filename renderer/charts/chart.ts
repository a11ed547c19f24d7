/**
 * A chart is a pure function from data to a scene, and a scene can be painted on a canvas, printed
 * as SVG or listed as a table. What is on the screen and what is exported therefore never differ.
 *
 * Guarantees that every chart gives (test/conformance/charts.test.ts): no input throws; empty data
 * gives a scene without marks; every mark lies in the plot; gaps (NaN) stay gaps; the number of
 * points drawn is bounded by the width in pixels, not by the length of the data.
 */
export interface Chart<Data> {
  /** Kebab-case, stable: part of exported file names. */
  readonly id: string;
  /** The chart of one plain sequence; NaN is a gap. */
  fromSequence(values: readonly number[]): Data;
  scene(data: Data, frame: Frame): Scene;
  /** What is drawn, as a table for CSV. */
  table(data: Data): Table;
  /** What a person who cannot see the chart needs to hear. */
  facts(data: Data): readonly LineFacts[];
}

/** Size in CSS pixels and the colours of the current theme. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly theme: ChartTheme;
}

export interface ChartTheme {
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly baseline: string;
  readonly background: string;
  /** CSS font family of labels. */
  readonly font: string;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A drawing in CSS pixels from the top left corner. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  /** Where the data is; marks are clipped to it. */
  readonly plot: Box;
  readonly background: string;
  /** Of the title that stands over an exported scene. */
  readonly titleColor: string;
  readonly font: string;
  /** Painted in this order. */
  readonly grid: readonly LineMark[];
  readonly marks: readonly Mark[];
  readonly texts: readonly TextMark[];
}

export type Mark = LineMark | AreaMark | DotMark;

/** A polyline; NaN in `ys` breaks it. */
export interface LineMark {
  readonly kind: 'line';
  readonly xs: ArrayLike<number>;
  readonly ys: ArrayLike<number>;
  readonly stroke: string;
  readonly width: number;
  readonly opacity: number;
  /** Lengths of dash and gap; empty is a full line. */
  readonly dash: readonly number[];
}

/** What lies between two polylines; NaN breaks it. */
export interface AreaMark {
  readonly kind: 'area';
  readonly xs: ArrayLike<number>;
  readonly lower: ArrayLike<number>;
  readonly upper: ArrayLike<number>;
  readonly fill: string;
  readonly opacity: number;
}

export interface DotMark {
  readonly kind: 'dot';
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly fill: string;
}

export interface TextMark {
  readonly x: number;
  /** Middle of the line of text. */
  readonly y: number;
  readonly text: string;
  readonly color: string;
  readonly size: number;
  readonly anchor: 'start' | 'middle' | 'end';
  /** Outlined with the background, so that it can be read over lines. */
  readonly halo: boolean;
  readonly bold: boolean;
}

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

export interface LineFacts {
  readonly name: string;
  readonly points: number;
  readonly first: number;
  readonly last: number;
  readonly min: number;
  readonly max: number;
}

/** Facts of one line; undefined when it holds no number. */
export function lineFacts(name: string, values: ArrayLike<number>): LineFacts | undefined {
  let points = 0;
  let [first, last, min, max] = [Number.NaN, Number.NaN, Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    if (points === 0) first = value;
    last = value;
    min = Math.min(min, value);
    max = Math.max(max, value);
    points++;
  }
  return points === 0 ? undefined : { name, points, first, last, min, max };
}
