type Attributes = Readonly<Record<string, string | number>>;

/** An SVG element; attributes are escaped, children are markup already. */
export function element(
  name: string,
  attributes: Attributes,
  children: readonly string[] = [],
): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? round(value) : escaped(value)}"`)
    .join('');
  const content = children.join('');
  return content === '' ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

export interface TextStyle {
  readonly x: number;
  readonly y: number;
  readonly fill: string;
  /** Pixels. */
  readonly size: number;
  readonly weight?: number;
  readonly anchor?: 'start' | 'middle' | 'end';
}

export function text(words: string, style: TextStyle): string {
  const { x, y, fill, size, weight = 400, anchor = 'start' } = style;
  const attributes = {
    x,
    y,
    fill,
    'font-size': size,
    'font-weight': weight,
    'text-anchor': anchor,
  };
  return element('text', attributes, [escaped(words)]);
}

/** Points as the attribute wants them. */
export function polyline(points: readonly (readonly [number, number])[]): string {
  return points.map(([x, y]) => `${round(x)},${round(y)}`).join(' ');
}

/** Two decimals of a pixel are more than a screen shows. */
function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function escaped(words: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
  };
  return words.replaceAll(/[&<>"]/g, (character) => entities[character]!);
}
