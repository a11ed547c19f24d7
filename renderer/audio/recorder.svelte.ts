import type { ClipSound, Problem } from '../../src/contract/index.ts';
import { m } from '../paraglide/messages.js';

/** A trial is a few words: recording ends by itself after this many seconds. */
const LONGEST = 60;

/** One trial recording from the microphone; nothing is asked for before `start`. */
export class Recorder {
  recording = $state(false);
  /** Seconds so far. */
  seconds = $state(0);
  problem = $state.raw<Problem | null>(null);
  #recorder: MediaRecorder | null = null;
  #clock: ReturnType<typeof setInterval> | undefined;

  /** @param use given the sound when the recording has ended */
  async start(use: (sound: Pick<ClipSound, 'samples' | 'sampleRate'>) => void): Promise<void> {
    this.problem = null;
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch (error) {
      this.problem = microphoneProblem(error);
      return;
    }
    const pieces: Blob[] = [];
    const recorder = new MediaRecorder(stream);
    recorder.ondataavailable = ({ data }) => pieces.push(data);
    recorder.onstop = () => {
      this.#ended(stream);
      decodeRecording(new Blob(pieces)).then(use, () => {
        this.problem = { code: 'unusable-recording', message: m.audio_record_empty() };
      });
    };
    recorder.start();
    this.#recorder = recorder;
    this.recording = true;
    this.seconds = 0;
    this.#clock = setInterval(() => {
      this.seconds += 1;
      if (this.seconds >= LONGEST) this.stop();
    }, 1000);
  }

  stop(): void {
    if (this.#recorder?.state === 'recording') this.#recorder.stop();
  }

  #ended(stream: MediaStream): void {
    clearInterval(this.#clock);
    this.recording = false;
    this.#recorder = null;
    // Lets go of the microphone, whose light goes out.
    for (const track of stream.getTracks()) track.stop();
  }
}

/** All channels mixed into one. */
async function decodeRecording(blob: Blob): Promise<Pick<ClipSound, 'samples' | 'sampleRate'>> {
  const context = new AudioContext();
  try {
    const buffer = await context.decodeAudioData(await blob.arrayBuffer());
    const samples = new Float32Array(buffer.length);
    for (let channel = 0; channel < buffer.numberOfChannels; channel++) {
      buffer.getChannelData(channel).forEach((sample, at) => {
        samples[at] = (samples[at] ?? 0) + sample / buffer.numberOfChannels;
      });
    }
    return { samples, sampleRate: buffer.sampleRate };
  } finally {
    await context.close();
  }
}

function microphoneProblem(error: unknown): Problem {
  const refused = error instanceof DOMException && error.name === 'NotAllowedError';
  return {
    code: refused ? 'microphone-refused' : 'no-microphone',
    message: refused ? m.audio_microphone_refused() : m.audio_no_microphone(),
    hint: refused ? m.audio_microphone_refused_hint() : m.audio_no_microphone_hint(),
  };
}
