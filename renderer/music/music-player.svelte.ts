import type { ShownRoll } from '../../src/contract/index.ts';
import { stopPlaying } from '../audio/player.svelte.ts';

/** Seconds that notes are handed to the audio device ahead of their time. */
const ahead = 0.4;
const tick = 100;
/** Attack and release, seconds. */
const attack = 0.012;
const release = 0.12;
/** Of one note: ten at once stay below the clipping level. */
const loudness = 0.09;

/** Made at the first sound: an idle audio device costs power. */
let context: AudioContext | null = null;
let output: GainNode | null = null;
let timer: ReturnType<typeof setInterval> | undefined;
let frame = 0;

interface Tone {
  readonly pitch: number;
  /** On the clock of the audio device. */
  readonly at: number;
  readonly seconds: number;
}

let key = $state<string | null>(null);
let done = $state(0);

/** What is heard now: the key it was started with, or null. */
export function playedMusic(): string | null {
  return key;
}

/** How much of it has been heard, 0 to 1. */
export function playedMusicShare(): number {
  return done;
}

/** Plays a roll with plain tones; whatever else was heard ends. */
export function playMusic(name: string, roll: ShownRoll): void {
  stopMusic();
  stopPlaying();
  if (roll.notes.length === 0) return;
  context ??= new AudioContext();
  void context.resume();
  output = context.createGain();
  output.connect(context.destination);
  key = name;
  const start = context.currentTime + 0.06;
  const seconds = roll.steps * roll.secondsPerStep;
  const waiting = [...roll.notes].sort((a, b) => a[1] - b[1]);
  const schedule = (): void => {
    if (context === null || output === null) return;
    const until = context.currentTime - start + ahead;
    while (waiting.length > 0 && waiting[0]![1] * roll.secondsPerStep < until) {
      const [pitch, from, length] = waiting.shift()!;
      const at = start + from * roll.secondsPerStep;
      sound(context, output, { pitch, at, seconds: length * roll.secondsPerStep });
    }
  };
  schedule();
  timer = setInterval(schedule, tick);
  follow(start, seconds);
}

export function stopMusic(): void {
  clearInterval(timer);
  cancelAnimationFrame(frame);
  output?.disconnect();
  output = null;
  key = null;
  done = 0;
}

function sound(audio: AudioContext, into: GainNode, { pitch, at, seconds }: Tone): void {
  const oscillator = audio.createOscillator();
  const envelope = audio.createGain();
  oscillator.type = 'triangle';
  oscillator.frequency.value = 440 * 2 ** ((pitch - 69) / 12);
  const end = at + Math.max(attack, seconds - 0.02);
  envelope.gain.setValueAtTime(0, at);
  envelope.gain.linearRampToValueAtTime(loudness, at + attack);
  envelope.gain.setTargetAtTime(loudness * 0.6, at + attack, 0.25);
  envelope.gain.setTargetAtTime(0, end, release / 3);
  oscillator.connect(envelope).connect(into);
  oscillator.start(at);
  oscillator.stop(end + release);
}

function follow(start: number, seconds: number): void {
  frame = requestAnimationFrame(() => {
    if (context === null || key === null) return;
    done = Math.max(0, Math.min(1, (context.currentTime - start) / seconds));
    if (done >= 1) stopMusic();
    else follow(start, seconds);
  });
}
