import { nearestName } from '../../contract/index.ts';
import {
  type Comparator,
  everything,
  type Field,
  type Filter,
  FilterError,
  type Operand,
} from './filter.ts';
import { operandFor } from './operands.ts';
import { properties, propertyOf } from './properties.ts';
import { type Token, tokensOf } from './tokens.ts';

/** What names may stand in a filter; without it every name is taken for a setting or a metric. */
export interface FilterNames {
  readonly settings: Iterable<string>;
  readonly metrics: Iterable<string>;
}

const signs: Readonly<Record<string, Comparator>> = {
  '=': '=',
  '==': '=',
  '!=': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

/**
 * Reads a filter. `and` may be left out; words that are compared with nothing are looked for
 * everywhere, so that plain search keeps working.
 * @param now milliseconds since 1970, for `today` and `now-2h`
 * @throws FilterError with the place of what is wrong
 */
export function parseFilter(source: string, names?: FilterNames, now = Date.now()): Filter {
  const parser = new Parser(source, names, now);
  return parser.whole();
}

class Parser {
  readonly #source: string;
  readonly #names: FilterNames | undefined;
  readonly #now: number;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(source: string, names: FilterNames | undefined, now: number) {
    this.#source = source;
    this.#names = names;
    this.#now = now;
    this.#tokens = tokensOf(source);
  }

  whole(): Filter {
    if (this.#look().type === 'end') return everything;
    const filter = this.#either();
    if (this.#look().type !== 'end') this.#unexpected();
    return filter;
  }

  #either(): Filter {
    const parts = [this.#both()];
    while (this.#take('or') || this.#takeSign('||')) parts.push(this.#both());
    return parts.length === 1 ? parts[0]! : { type: 'or', parts };
  }

  #both(): Filter {
    const parts = [this.#single()];
    for (;;) {
      const joined = this.#take('and') || this.#takeSign('&&');
      if (!joined && !this.#startsTerm()) break;
      parts.push(this.#single());
    }
    return parts.length === 1 ? parts[0]! : { type: 'and', parts };
  }

  #single(): Filter {
    if (this.#take('not')) return { type: 'not', part: this.#single() };
    if (this.#look().type === 'open') {
      const opening = this.#advance();
      const inner = this.#either();
      if (this.#look().type !== 'close') throw this.#unclosed(opening);
      this.#advance();
      return inner;
    }
    if (this.#look().type === 'text') return { type: 'word', text: fold(this.#advance().text) };
    if (this.#look().type !== 'word' || isJoining(this.#look())) this.#unexpected();
    if (isWord(this.#look(), 'has') && this.#peek(1).type === 'word') {
      this.#advance();
      return { type: 'present', field: this.#field(this.#advance()) };
    }
    return this.#term(this.#advance());
  }

  #term(name: Token): Filter {
    const sign = this.#look().type === 'operator' ? signs[this.#look().text] : undefined;
    if (sign !== undefined) {
      this.#advance();
      return this.#comparison(this.#field(name), sign);
    }
    for (const word of ['contains', 'has'] as const) {
      if (!isWord(this.#look(), word) || !startsValue(this.#peek(1))) continue;
      this.#advance();
      return this.#comparison(this.#field(name), word);
    }
    if (isWord(this.#look(), 'in') && this.#peek(1).type === 'open') {
      this.#advance();
      return this.#membership(name);
    }
    const negated = isWord(this.#look(), 'not') && isWord(this.#peek(1), 'in');
    if (negated && this.#peek(2).type === 'open') {
      this.#at += 2;
      return { type: 'not', part: this.#membership(name) };
    }
    return { type: 'word', text: fold(name.text) };
  }

  #comparison(field: Field, comparator: Comparator): Filter {
    return { type: 'compare', field, comparator, operand: this.#operand(field, comparator) };
  }

  #membership(name: Token): Filter {
    const field = this.#field(name);
    const opening = this.#advance();
    const operands: Operand[] = [];
    while (this.#look().type !== 'close') {
      operands.push(this.#operand(field, '='));
      if (this.#look().type === 'comma') this.#advance();
      else if (this.#look().type === 'end') throw this.#unclosed(opening);
    }
    this.#advance();
    return { type: 'in', field, operands };
  }

  #operand(field: Field, comparator: Comparator): Operand {
    const token = this.#look();
    if (!startsValue(token)) {
      const place = token.type === 'end' ? this.#peek(-1) : token;
      throw this.#error(
        'filter-no-value',
        `A value is missing after ${this.#peek(-1).text}.`,
        'Write what it is compared with, for instance lr < 1e-3.',
        place,
      );
    }
    this.#advance();
    return operandFor(field, comparator, token, this.#now);
  }

  /** @throws FilterError for a name that nothing has */
  #field(token: Token): Field {
    const property = propertyOf(token.text);
    if (property !== undefined) return { name: property.name, kind: property.kind };
    if (this.#names === undefined) {
      return { name: token.text, kind: token.text.includes('/') ? 'metric' : 'setting' };
    }
    const settings = [...this.#names.settings];
    const metrics = [...this.#names.metrics, 'val/loss'];
    if (settings.includes(token.text)) return { name: token.text, kind: 'setting' };
    if (metrics.includes(token.text)) return { name: token.text, kind: 'metric' };
    const all = [...settings, ...metrics, ...properties.map(({ name }) => name)];
    const nearest = nearestName(token.text, all);
    throw this.#error(
      'filter-unknown-name',
      `There is no setting, metric or field ${token.text}.`,
      nearest === undefined
        ? 'Settings are called as in a run’s config.yaml, metrics as in val/mse.'
        : `Did you mean ${nearest}?`,
      token,
    );
  }

  #look(): Token {
    return this.#peek(0);
  }

  #peek(ahead: number): Token {
    return this.#tokens[Math.min(this.#tokens.length - 1, Math.max(0, this.#at + ahead))]!;
  }

  #advance(): Token {
    const token = this.#look();
    this.#at++;
    return token;
  }

  #take(word: string): boolean {
    if (!isWord(this.#look(), word)) return false;
    this.#at++;
    return true;
  }

  #takeSign(sign: string): boolean {
    if (this.#look().type !== 'operator' || this.#look().text !== sign) return false;
    this.#at++;
    return true;
  }

  #startsTerm(): boolean {
    const { type } = this.#look();
    if (type === 'text' || type === 'open') return true;
    return type === 'word' && !isJoining(this.#look());
  }

  #unexpected(): never {
    const token = this.#look();
    if (token.type === 'end') {
      const before = this.#peek(-1);
      throw this.#error(
        'filter-ends-early',
        `Something is missing after ${before.text}.`,
        'Write a word or a comparison such as cell = gru.',
        before,
      );
    }
    throw this.#error(
      'filter-unexpected',
      `${token.text} cannot stand at character ${token.from + 1}.`,
      'Write comparisons such as cell = gru, joined by and, or, not and parentheses.',
      token,
    );
  }

  #unclosed(opening: Token): FilterError {
    return this.#error(
      'filter-open-parenthesis',
      `The ${opening.text} at character ${opening.from + 1} is not closed.`,
      `Add a ${opening.text === '(' ? ')' : ']'}.`,
      opening,
    );
  }

  #error(code: string, message: string, hint: string, token: Token): FilterError {
    return new FilterError(code, message, hint, token, this.#source.slice(token.from, token.to));
  }
}

function isWord(token: Token, word: string): boolean {
  return token.type === 'word' && token.text.toLowerCase() === word;
}

function isJoining(token: Token): boolean {
  return isWord(token, 'and') || isWord(token, 'or');
}

function startsValue(token: Token): boolean {
  return token.type === 'text' || (token.type === 'word' && !isJoining(token));
}

function fold(text: string): string {
  return text.toLowerCase();
}
