import { decodeFile } from '../encoding.ts';
import { extensionOf, type Head, type Source, type TextFormat } from './format.ts';

const extensions = ['txt', 'text', 'md', 'log', 'tex', 'srt', 'py', 'js', 'ts', 'c', 'html', 'xml'];

/** Running text in any encoding that can be told from its bytes. */
export const text: TextFormat = {
  id: 'text',
  label: 'Plain text',
  kind: 'text',
  extensions,

  sniff(head: Head): number {
    if (head.encoding === null) return 0;
    return extensions.includes(extensionOf(head.name)) ? 0.6 : 0.5;
  },

  async *read(source: Source): AsyncGenerator<string> {
    let pending = '';
    for await (const piece of decodeFile(source.path, await source.encoding())) {
      const joined = pending + piece;
      // A carriage return at the end may have its line feed in the next piece.
      pending = joined.endsWith('\r') ? '\r' : '';
      yield normalise(pending === '' ? joined : joined.slice(0, -1));
    }
    if (pending !== '') yield '\n';
  },
};

function normalise(piece: string): string {
  return piece.includes('\r') ? piece.replace(/\r\n?/g, '\n') : piece;
}
