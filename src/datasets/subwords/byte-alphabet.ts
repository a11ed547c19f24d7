/**
 * Bytes as characters that can be seen, as GPT-2 wrote them and every tokenizer.json since does:
 * printable Latin-1 stands for itself, the other 68 bytes take the characters from U+0100 on, so
 * that a space is Ġ and a line feed Ċ.
 */
const printable = (byte: number): boolean =>
  (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;

const characters: readonly string[] = byteCharacters();
const bytes: ReadonlyMap<string, number> = new Map(characters.map((sign, byte) => [sign, byte]));

function byteCharacters(): string[] {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) =>
    String.fromCodePoint(printable(byte) ? byte : next++),
  );
}

/** The 256 characters in the order of their code points, as tokenizer.json numbers them. */
export const byteAlphabet: readonly string[] = [...characters].sort();

/** A token as tokenizer.json writes it. */
export function visibleToken(token: Uint8Array): string {
  let text = '';
  for (const byte of token) text += characters[byte]!;
  return text;
}

/** @returns null when the text holds a character that stands for no byte */
export function tokenBytes(visible: string): Uint8Array | null {
  const token = new Uint8Array(visible.length);
  for (let i = 0; i < visible.length; i++) {
    const byte = bytes.get(visible[i]!);
    if (byte === undefined) return null;
    token[i] = byte;
  }
  return token;
}
