import { FilterError } from './filter.ts';

export interface Token {
  readonly type: 'word' | 'text' | 'operator' | 'open' | 'close' | 'comma' | 'end';
  /** What stands there; of a quoted text what is between the quotes. */
  readonly text: string;
  /** Index of its first character and of the one after its last. */
  readonly from: number;
  readonly to: number;
}

const symbols: Readonly<Record<string, Token['type']>> = {
  '(': 'open',
  '[': 'open',
  ')': 'close',
  ']': 'close',
  ',': 'comma',
};
const operator = /[=!<>]=?|&&|\|\|/y;
/** Up to whatever ends a word; a lone `!`, `&` or `|` belongs to it. */
const word = /(?:[^\s=<>()[\],"'!&|]|!(?!=)|&(?!&)|\|(?!\|))+/y;

/**
 * Splits a filter into words, texts in quotes and signs; the last token is always the end.
 * @throws FilterError `filter-open-quote`
 */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    if (/\s/.test(source[at]!)) at++;
    else {
      const token = tokenAt(source, at);
      tokens.push(token);
      at = token.to;
    }
  }
  tokens.push({ type: 'end', text: '', from: source.length, to: source.length });
  return tokens;
}

function tokenAt(source: string, from: number): Token {
  const character = source[from]!;
  if (character === '"' || character === "'") return quoted(source, from, character);
  const symbol = symbols[character];
  if (symbol !== undefined) return { type: symbol, text: character, from, to: from + 1 };
  // A sign can be the first character of a word only where it is none: `!gru`.
  const sign = character === '!' && source[from + 1] !== '=' ? null : match(operator, source, from);
  if (sign !== null) return { type: 'operator', text: sign, from, to: from + sign.length };
  const text = match(word, source, from) ?? character;
  return { type: 'word', text, from, to: from + text.length };
}

/** A quote inside is written twice or after a backslash. */
function quoted(source: string, from: number, quote: string): Token {
  let text = '';
  for (let at = from + 1; at < source.length; at++) {
    const character = source[at]!;
    const next = source[at + 1];
    if (character === '\\' && (next === quote || next === '\\')) text += source[++at];
    else if (character !== quote) text += character;
    else if (next === quote) text += source[++at];
    else return { type: 'text', text, from, to: at + 1 };
  }
  throw new FilterError(
    'filter-open-quote',
    `The ${quote} at character ${from + 1} has no partner.`,
    `Close the text with another ${quote}.`,
    { from, to: source.length },
    source.slice(from),
  );
}

function match(pattern: RegExp, source: string, from: number): string | null {
  pattern.lastIndex = from;
  return pattern.exec(source)?.[0] ?? null;
}
