import type { UnrollError } from '../../contract/index.ts';
import { PickleTuple, type PickleValue } from './values.ts';

/** What the operations of a pickle may do. */
export interface Machine {
  push(value: PickleValue): void;
  pop(): PickleValue;
  top(): PickleValue;
  mark(): void;
  sinceMark(): PickleValue[];
  number(width: 1 | 2 | 4 | 8 | -4): number;
  double(): number;
  take(length: number): Uint8Array;
  text(length: number): string;
  line(): string;
  /** Under a place, or under the next free one. */
  remember(place?: number): void;
  recall(place: number): void;
  name(module: string, name: string): void;
  call(): void;
  persistent(): void;
  broken(detail: string): UnrollError;
}

type Operation = (machine: Machine) => void;

/** By code; names as in CPython's pickletools. What is absent is refused. */
export const operations: Readonly<Record<number, Operation>> = {
  128: (m) => void m.number(1), // PROTO
  149: (m) => void m.number(8), // FRAME
  40: (m) => m.mark(), // MARK
  48: (m) => void m.pop(), // POP
  78: (m) => m.push(null), // NONE
  136: (m) => m.push(true), // NEWTRUE
  137: (m) => m.push(false), // NEWFALSE
  74: (m) => m.push(m.number(-4)), // BININT
  75: (m) => m.push(m.number(1)), // BININT1
  77: (m) => m.push(m.number(2)), // BININT2
  138: (m) => m.push(wholeNumber(m, m.number(1))), // LONG1
  71: (m) => m.push(m.double()), // BINFLOAT
  88: (m) => m.push(m.text(m.number(4))), // BINUNICODE
  140: (m) => m.push(m.text(m.number(1))), // SHORT_BINUNICODE
  141: (m) => m.push(m.text(m.number(8))), // BINUNICODE8
  84: (m) => m.push(m.text(m.number(4))), // BINSTRING
  85: (m) => m.push(m.text(m.number(1))), // SHORT_BINSTRING
  66: (m) => m.push(m.take(m.number(4))), // BINBYTES
  67: (m) => m.push(m.take(m.number(1))), // SHORT_BINBYTES
  41: (m) => m.push(new PickleTuple([])), // EMPTY_TUPLE
  133: (m) => m.push(tupleOf(m, 1)), // TUPLE1
  134: (m) => m.push(tupleOf(m, 2)), // TUPLE2
  135: (m) => m.push(tupleOf(m, 3)), // TUPLE3
  116: (m) => m.push(new PickleTuple(m.sinceMark())), // TUPLE
  93: (m) => m.push([]), // EMPTY_LIST
  97: (m) => append(m, [m.pop()]), // APPEND
  101: (m) => append(m, m.sinceMark()), // APPENDS
  125: (m) => m.push(new Map()), // EMPTY_DICT
  115: (m) => setItems(m, [m.pop(), m.pop()].reverse()), // SETITEM
  117: (m) => setItems(m, m.sinceMark()), // SETITEMS
  113: (m) => m.remember(m.number(1)), // BINPUT
  114: (m) => m.remember(m.number(4)), // LONG_BINPUT
  148: (m) => m.remember(), // MEMOIZE
  104: (m) => m.recall(m.number(1)), // BINGET
  106: (m) => m.recall(m.number(4)), // LONG_BINGET
  99: (m) => m.name(m.line(), m.line()), // GLOBAL
  147: (m) => stackName(m), // STACK_GLOBAL
  82: (m) => m.call(), // REDUCE
  98: (m) => dropAttributes(m), // BUILD
  81: (m) => m.persistent(), // BINPERSID
};

function wholeNumber(machine: Machine, length: number): number {
  let value = 0n;
  const bytes = machine.take(length);
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
  return Number(BigInt.asIntN(8 * length, value));
}

function tupleOf(machine: Machine, count: number): PickleTuple {
  return new PickleTuple(Array.from({ length: count }, () => machine.pop()).reverse());
}

function append(machine: Machine, values: readonly PickleValue[]): void {
  const list = machine.top();
  if (!Array.isArray(list)) throw machine.broken('it appends to what is no list');
  for (const value of values) list.push(value);
}

function setItems(machine: Machine, pairs: readonly PickleValue[]): void {
  const map = machine.top();
  if (!(map instanceof Map)) throw machine.broken('it sets items of what is no dictionary');
  for (let i = 0; i + 1 < pairs.length; i += 2) map.set(pairs[i]!, pairs[i + 1]!);
}

function stackName(machine: Machine): void {
  const name = machine.pop();
  const module = machine.pop();
  if (typeof module !== 'string' || typeof name !== 'string') {
    throw machine.broken('a name is no text');
  }
  machine.name(module, name);
}

/** Attributes of an ordered dictionary (PyTorch notes versions there) carry no weights. */
function dropAttributes(machine: Machine): void {
  machine.pop();
  if (!(machine.top() instanceof Map)) throw machine.broken('it builds an object');
}
