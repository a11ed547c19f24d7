import { UnrollError } from '../../../contract/index.ts';

/** What a file's name says, field by field. */
export type NameFields = Readonly<Record<string, string>>;

/** Names of the field that is the transcript, most telling first; without one the first field is. */
const transcriptFields = ['text', 'transcript', 'label', 'word', 'digit', 'command'];

/**
 * A pattern of file names such as `{digit}_{speaker}_{index}.wav`: braces name a field, everything
 * else stands for itself. It is compared with as many folders as it has itself, from the end.
 */
export class NamePattern {
  readonly text: string;
  readonly fields: readonly string[];
  readonly #expression: RegExp;

  /** @throws UnrollError when it names no field, or one twice */
  constructor(text: string) {
    this.text = text;
    const fields = [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
    if (fields.length === 0 || new Set(fields).size < fields.length) throw unusable(text);
    this.fields = fields;
    const source = text
      .split(/(\{\w+\})/)
      .map((part) =>
        /^\{\w+\}$/.test(part) ? '([^/]+?)' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
      )
      .join('');
    // An ending may be left away in the pattern.
    const ending = /\.\w+$/.test(text) ? '' : '\\.\\w+';
    this.#expression = new RegExp(`(?:^|/)${source}${ending}$`, 'i');
  }

  /** Null where the name does not follow the pattern. */
  match(name: string): NameFields | null {
    const found = this.#expression.exec(name);
    if (found === null) return null;
    return Object.fromEntries(this.fields.map((field, index) => [field, found[index + 1]!]));
  }

  get transcriptField(): string {
    return transcriptFields.find((name) => this.fields.includes(name)) ?? this.fields[0]!;
  }
}

function unusable(text: string): UnrollError {
  return new UnrollError({
    code: 'unusable-pattern',
    message: `"${text}" is no pattern of file names.`,
    where: 'name_pattern',
    hint: 'Name the fields in braces, each once: {label}_{speaker}_{index}.wav.',
  });
}
