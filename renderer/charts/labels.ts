import type { Box } from './chart.ts';

/** A label that wants to stand at a height. */
export interface WantedLabel {
  readonly y: number;
  readonly height: number;
}

/**
 * Heights near the wanted ones at which no two labels overlap and all lie between top and bottom:
 * neighbours that collide form a block centred on the mean of what its members want (the pool
 * adjacent violators algorithm of isotonic regression, so the squared displacement is least).
 * Undefined when they do not fit.
 */
export function spreadLabels(
  labels: readonly WantedLabel[],
  top: number,
  bottom: number,
): number[] | undefined {
  const room = labels.reduce((sum, label) => sum + label.height, 0);
  if (room > bottom - top) return undefined;
  const order = labels
    .map((_, index) => index)
    .sort((a, b) => labels[a]!.y - labels[b]!.y || a - b);
  const blocks: { members: number[]; height: number; wanted: number; start: number }[] = [];
  for (const index of order) {
    const { y, height } = labels[index]!;
    blocks.push({ members: [index], height, wanted: y - height / 2, start: 0 });
    settle(blocks, top, bottom);
  }
  const result = new Array<number>(labels.length).fill(0);
  for (const block of blocks) {
    let edge = block.start;
    for (const member of block.members) {
      result[member] = edge + labels[member]!.height / 2;
      edge += labels[member]!.height;
    }
  }
  return result;
}

function settle(
  blocks: { members: number[]; height: number; wanted: number; start: number }[],
  top: number,
  bottom: number,
): void {
  for (;;) {
    const last = blocks[blocks.length - 1]!;
    last.start = Math.min(Math.max(last.wanted, top), bottom - last.height);
    const before = blocks[blocks.length - 2];
    if (before === undefined || before.start + before.height <= last.start + 1e-9) return;
    blocks.pop();
    const share = before.members.length / (before.members.length + last.members.length);
    // The upper edge of the block that serves both: the later members want theirs lower by the height before them.
    before.wanted = before.wanted * share + (last.wanted - before.height) * (1 - share);
    before.height += last.height;
    before.members.push(...last.members);
  }
}

/** Width of a text in pixels, estimated: drawing and tests need no canvas to agree on a layout. */
export function textWidth(text: string, size: number): number {
  let width = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code >= 0x2e80) width += 1;
    else if ("iljtf.,:;|'!()[] ".includes(character)) width += 0.33;
    else if ('mwMW%@'.includes(character)) width += 0.9;
    else width += code < 0x60 && code > 0x40 ? 0.68 : 0.58;
  }
  return width * size;
}

/** Shortens a text with an ellipsis until it fits. */
export function fitText(text: string, size: number, room: number): string {
  if (textWidth(text, size) <= room) return text;
  const characters = [...text];
  while (characters.length > 1 && textWidth(`${characters.join('')}…`, size) > room)
    characters.pop();
  return `${characters.join('').trimEnd()}…`;
}

/** A place for a label and how much it hides. */
export interface Place {
  readonly box: Box;
  readonly cost: number;
}

/**
 * The best of several boxes: the one that covers the least of the points given and of the boxes
 * already taken. Earlier candidates win ties, so preference is the order.
 */
export function freestPlace(
  candidates: readonly Box[],
  points: Iterable<readonly [number, number]>,
  taken: readonly Box[],
): Place | undefined {
  const listed = [...points];
  let best: Place | undefined;
  for (const box of candidates) {
    let cost = taken.filter((other) => overlaps(box, other)).length * 1000;
    for (const [x, y] of listed) if (contains(box, x, y)) cost++;
    if (best === undefined || cost < best.cost) best = { box, cost };
  }
  return best;
}

function overlaps(a: Box, b: Box): boolean {
  return (
    a.left < b.left + b.width &&
    b.left < a.left + a.width &&
    a.top < b.top + b.height &&
    b.top < a.top + a.height
  );
}

function contains(box: Box, x: number, y: number): boolean {
  return x >= box.left && x <= box.left + box.width && y >= box.top && y <= box.top + box.height;
}
