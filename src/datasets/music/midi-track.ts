/** A note of a track in ticks. */
export interface TrackNote {
  readonly channel: number;
  readonly pitch: number;
  readonly start: number;
  readonly end: number;
}

/** From this tick on a quarter lasts so many microseconds. */
export interface TempoChange {
  readonly tick: number;
  readonly microseconds: number;
}

export interface Track {
  readonly notes: readonly TrackNote[];
  readonly tempos: readonly TempoChange[];
  /** At its end. */
  readonly ticks: number;
}

const noteOff = 0x80;
const noteOn = 0x90;
const programChange = 0xc0;
const channelPressure = 0xd0;
const systemExclusive = 0xf0;
const escapedSystem = 0xf7;
const meta = 0xff;
const tempoType = 0x51;
const endType = 0x2f;

/** The events of one MTrk chunk, or null where it is damaged. Notes left sounding end with it. */
export function readTrack(view: DataView): Track | null {
  const reader = new EventReader(view);
  while (!reader.ended) if (!reader.next()) return null;
  return reader.track();
}

class EventReader {
  readonly #view: DataView;
  #at = 0;
  #tick = 0;
  /** Status byte that events without one repeat; 0 where none may. */
  #running = 0;
  #done = false;
  readonly #notes: TrackNote[] = [];
  readonly #tempos: TempoChange[] = [];
  /** Starts of what sounds, by channel and pitch, the earliest first. */
  readonly #sounding = new Map<number, number[]>();

  constructor(view: DataView) {
    this.#view = view;
  }

  get ended(): boolean {
    return this.#done || this.#at >= this.#view.byteLength;
  }

  track(): Track {
    for (const [key, starts] of this.#sounding)
      for (const start of starts) this.#add(key, start, Math.max(this.#tick, start + 1));
    return { notes: this.#notes, tempos: this.#tempos, ticks: this.#tick };
  }

  /** False where the bytes are no event. */
  next(): boolean {
    const delta = this.#length();
    if (delta === null || this.ended) return false;
    this.#tick += delta;
    const first = this.#view.getUint8(this.#at);
    if (first >= 0x80) this.#at++;
    const status = first >= 0x80 ? first : this.#running;
    if (status === 0) return false;
    if (status >= systemExclusive) return this.#system(status);
    this.#running = status;
    return this.#channelEvent(status);
  }

  #channelEvent(status: number): boolean {
    const kind = status & 0xf0;
    const size = kind === programChange || kind === channelPressure ? 1 : 2;
    if (this.#at + size > this.#view.byteLength) return false;
    const key = (status & 0x0f) * 128 + (this.#view.getUint8(this.#at) & 0x7f);
    const value = size === 2 ? this.#view.getUint8(this.#at + 1) : 0;
    this.#at += size;
    if (kind === noteOn && value > 0) this.#start(key);
    else if (kind === noteOn || kind === noteOff) this.#stop(key);
    return true;
  }

  /** Ends running status, as the standard has it. */
  #system(status: number): boolean {
    this.#running = 0;
    if (status !== meta && status !== systemExclusive && status !== escapedSystem) return false;
    const type = status === meta && !this.ended ? this.#view.getUint8(this.#at++) : -1;
    const length = this.#length();
    if (length === null || this.#at + length > this.#view.byteLength) return false;
    if (type === tempoType && length === 3) {
      const microseconds =
        (this.#view.getUint16(this.#at) << 8) | this.#view.getUint8(this.#at + 2);
      if (microseconds > 0) this.#tempos.push({ tick: this.#tick, microseconds });
    }
    this.#at += length;
    this.#done = type === endType;
    return true;
  }

  /** A number of up to four bytes of seven bits, the last without the eighth; null at a break. */
  #length(): number | null {
    let value = 0;
    for (let count = 0; count < 4 && this.#at < this.#view.byteLength; count++) {
      const byte = this.#view.getUint8(this.#at++);
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) return value;
    }
    return null;
  }

  #start(key: number): void {
    const starts = this.#sounding.get(key);
    if (starts === undefined) this.#sounding.set(key, [this.#tick]);
    else starts.push(this.#tick);
  }

  #stop(key: number): void {
    const start = this.#sounding.get(key)?.shift();
    if (start !== undefined) this.#add(key, start, this.#tick);
  }

  #add(key: number, start: number, end: number): void {
    this.#notes.push({ channel: key >> 7, pitch: key & 127, start, end });
  }
}
