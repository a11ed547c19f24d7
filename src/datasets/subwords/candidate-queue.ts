/** A candidate in a queue: the larger `score` comes first, of equal ones the smaller `order`. */
export interface Candidate {
  readonly score: number;
  readonly order: number;
}

/** A binary heap of candidates. */
export class CandidateQueue<C extends Candidate> {
  readonly #heap: C[] = [];

  get size(): number {
    return this.#heap.length;
  }

  push(candidate: C): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(candidate);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!comesFirst(candidate, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = candidate;
  }

  /** The first candidate, taken out; undefined when there is none. */
  pop(): C | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && comesFirst(heap[child + 1]!, heap[child]!)) child++;
      if (!comesFirst(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function comesFirst(a: Candidate, b: Candidate): boolean {
  return a.score > b.score || (a.score === b.score && a.order < b.order);
}
