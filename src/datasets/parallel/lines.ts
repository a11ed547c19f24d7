import { decodeFile, type Encoding } from '../encoding.ts';

/** Lines of a file, without their ends; a last line without an end counts. */
export async function* linesOf(path: string, encoding: Encoding): AsyncGenerator<string> {
  let pending = '';
  for await (const piece of decodeFile(path, encoding)) {
    // A carriage return at the end may have its line feed in the next piece.
    const joined = pending + piece;
    const held = joined.endsWith('\r') ? joined.length - 1 : joined.length;
    const lines = joined.slice(0, held).split(/\r\n|\n|\r/);
    pending = (lines.pop() ?? '') + joined.slice(held);
    yield* lines;
  }
  if (pending !== '') yield pending.replace(/\r$/, '');
}
