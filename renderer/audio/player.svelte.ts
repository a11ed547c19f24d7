import type { ClipSound } from '../../src/contract/index.ts';

type Sound = Pick<ClipSound, 'samples' | 'sampleRate'>;

/** Made at the first sound: an idle audio device costs power. */
let context: AudioContext | null = null;
let source: AudioBufferSourceNode | null = null;
let startedAt = 0;
let frame = 0;

let key = $state<string | null>(null);
let done = $state(0);

/** What is heard now: the key it was started with, or null. */
export function playingKey(): string | null {
  return key;
}

/** How much of it has been heard, 0 to 1. */
export function playedShare(): number {
  return done;
}

/** Plays one sound; another one that was playing ends. */
export function play(name: string, { samples, sampleRate }: Sound): void {
  stopPlaying();
  if (samples.length === 0) return;
  context ??= new AudioContext();
  void context.resume();
  const buffer = context.createBuffer(1, samples.length, sampleRate);
  buffer.getChannelData(0).set(samples);
  const node = context.createBufferSource();
  node.buffer = buffer;
  node.connect(context.destination);
  node.onended = () => {
    if (source === node) stopPlaying();
  };
  node.start();
  source = node;
  key = name;
  startedAt = context.currentTime;
  follow(buffer.duration);
}

export function stopPlaying(): void {
  const node = source;
  source = null;
  key = null;
  done = 0;
  cancelAnimationFrame(frame);
  node?.stop();
}

function follow(duration: number): void {
  frame = requestAnimationFrame(() => {
    if (context === null || source === null) return;
    done = Math.min(1, (context.currentTime - startedAt) / duration);
    follow(duration);
  });
}
