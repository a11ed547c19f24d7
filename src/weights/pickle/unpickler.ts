import { UnrollError } from '../../contract/index.ts';
import { type Machine, operations } from './operations.ts';
import { type PickleObject, PickleTuple, type PickleValue } from './values.ts';

/**
 * Reads Python's pickle format without Python: a small machine of a stack and a memory that builds
 * plain values. A pickle can name any function of Python and have it called; here a name stands only
 * for what the caller allows, everything else is refused, so that nothing in a file is executed.
 */

export interface PickleNames {
  /**
   * What a name stands for: a value, or what is done in place of a call.
   * @returns undefined where the name is not allowed
   */
  name(module: string, name: string): NamedValue | undefined;
  /** What a stored thing outside the pickle stands for. */
  persistent(id: PickleValue): PickleValue;
}

export type NamedValue =
  | { readonly call: (args: readonly PickleValue[]) => PickleValue }
  | { readonly value: PickleObject };

class Mark {}
class Name {
  readonly path: string;
  readonly named: NamedValue;
  constructor(path: string, named: NamedValue) {
    this.path = path;
    this.named = named;
  }
}
type Held = PickleValue | Mark | Name;

/** No file of weights needs more values than this beside the tensors themselves. */
const mostSteps = 5_000_000;

/**
 * Reads one pickle.
 * @param start where it begins in `bytes`
 * @returns its value and where it ends
 * @throws UnrollError `refused-pickle` for names that are not allowed and for what no store of
 *   weights needs, `broken-pickle` for a damaged file
 */
export function unpickle(
  bytes: Uint8Array,
  names: PickleNames,
  source: string,
  start = 0,
): { readonly value: PickleValue; readonly end: number } {
  return new Unpickler(bytes, names, source, start).run();
}

class Unpickler {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #names: PickleNames;
  readonly #source: string;
  readonly #memory = new Map<number, Held>();
  #stack: Held[] = [];
  #at: number;

  constructor(bytes: Uint8Array, names: PickleNames, source: string, start: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#names = names;
    this.#source = source;
    this.#at = start;
  }

  run(): { value: PickleValue; end: number } {
    for (let steps = 0; steps < mostSteps; steps++) {
      const code = this.#byte();
      if (code === 0x2e) return { value: this.#pop(), end: this.#at };
      const operation = operations[code];
      if (operation === undefined) throw this.#unknown(code);
      operation(this.#machine);
    }
    throw this.#broken(`it takes more than ${mostSteps} steps`);
  }

  /** What the operations may do. */
  readonly #machine: Machine = {
    push: (value) => void this.#stack.push(value),
    pop: () => this.#pop(),
    top: () => this.#plain(this.#stack.at(-1)),
    sinceMark: () => this.#sinceMark(),
    mark: () => void this.#stack.push(new Mark()),
    number: (width) => this.#number(width),
    double: () => this.#view.getFloat64(this.#skip(8), false),
    take: (length) => this.#take(length),
    text: (length) => new TextDecoder().decode(this.#take(length)),
    line: () => this.#line(),
    remember: (place) => void this.#memory.set(place ?? this.#memory.size, this.#last()),
    recall: (place) => void this.#stack.push(this.#recall(place)),
    name: (module, name) => void this.#stack.push(this.#name(module, name)),
    call: () => this.#call(),
    persistent: () => void this.#stack.push(this.#names.persistent(this.#pop())),
    broken: (detail) => this.#broken(detail),
  };

  #byte(): number {
    const value = this.#bytes[this.#at++];
    if (value === undefined) throw this.#broken('it ends too early');
    return value;
  }

  /** @returns where the next `length` bytes begin */
  #skip(length: number): number {
    const from = this.#at;
    if (from + length > this.#bytes.length) throw this.#broken('it ends too early');
    this.#at += length;
    return from;
  }

  #take(length: number): Uint8Array {
    const from = this.#skip(length);
    return this.#bytes.subarray(from, from + length);
  }

  /** Little-endian, of 1, 2, 4 or 8 bytes; the last two also as their signed forms -4 and -8. */
  #number(width: 1 | 2 | 4 | 8 | -4): number {
    const from = this.#skip(Math.abs(width));
    if (width === 1) return this.#view.getUint8(from);
    if (width === 2) return this.#view.getUint16(from, true);
    if (width === 4) return this.#view.getUint32(from, true);
    if (width === -4) return this.#view.getInt32(from, true);
    const value = Number(this.#view.getBigUint64(from, true));
    if (!Number.isSafeInteger(value)) throw this.#broken('a length has no end');
    return value;
  }

  #line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end < 0) throw this.#broken('it ends too early');
    const text = new TextDecoder().decode(this.#bytes.subarray(this.#at, end));
    this.#at = end + 1;
    return text;
  }

  #last(): Held {
    const last = this.#stack.at(-1);
    if (last === undefined) throw this.#broken('its stack is empty');
    return last;
  }

  #pop(): PickleValue {
    return this.#plain(this.#stack.pop());
  }

  #plain(held: Held | undefined): PickleValue {
    if (held === undefined || held instanceof Mark) throw this.#broken('its stack is empty');
    if (!(held instanceof Name)) return held;
    if ('value' in held.named) return held.named.value;
    throw this.#broken(`it uses ${held.path} as a value`);
  }

  #sinceMark(): PickleValue[] {
    const values: PickleValue[] = [];
    for (;;) {
      const held = this.#stack.pop();
      if (held instanceof Mark) return values.reverse();
      values.push(this.#plain(held));
    }
  }

  #recall(place: number): Held {
    const held = this.#memory.get(place);
    if (held === undefined) throw this.#broken(`it has nothing at place ${place}`);
    return held;
  }

  #name(module: string, name: string): Name {
    const named = this.#names.name(module, name);
    if (named !== undefined) return new Name(`${module}.${name}`, named);
    throw new UnrollError({
      code: 'refused-pickle',
      message: `${this.#source} wants Python to run ${module}.${name}. Unroll reads tensors and nothing else, so the file was not opened.`,
      where: this.#source,
      hint: 'Store the weights alone: torch.save(model.state_dict(), FILE), or as safetensors.',
    });
  }

  #call(): void {
    const args = this.#pop();
    const held = this.#stack.pop();
    if (!(args instanceof PickleTuple) || !(held instanceof Name) || !('call' in held.named)) {
      throw this.#broken('it calls what is no function');
    }
    this.#stack.push(held.named.call(args.items));
  }

  #unknown(code: number): UnrollError {
    const sign = `0x${code.toString(16).padStart(2, '0')}`;
    return new UnrollError({
      code: 'refused-pickle',
      message: `${this.#source} holds the pickle operation ${sign}, which no store of weights needs; the file was not opened.`,
      where: this.#source,
      hint: 'Store the weights alone: torch.save(model.state_dict(), FILE), or as safetensors.',
    });
  }

  #broken(detail: string): UnrollError {
    return new UnrollError({
      code: 'broken-pickle',
      message: `${this.#source} is damaged: ${detail}.`,
      where: this.#source,
      hint: 'Take the file again from where it was made.',
    });
  }
}
