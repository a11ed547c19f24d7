/** What a pickle may hold here: Python's tuples are arrays that are marked, dictionaries are maps. */
export type PickleValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | PickleTuple
  | PickleValue[]
  | Map<PickleValue, PickleValue>
  | PickleObject;

export class PickleTuple {
  readonly items: readonly PickleValue[];
  constructor(items: readonly PickleValue[]) {
    this.items = items;
  }
}

/** Something that an allowed name or call stands for. */
export interface PickleObject {
  readonly kind: string;
}
