import { UnrollError } from '../../contract/index.ts';
import { startsWith } from '../file-signature.ts';
import type { Sound } from './sound.ts';
import { readWav } from './wav.ts';

/** How a recording is coded. */
export type AudioCoding = 'wav' | 'flac' | 'mp3' | 'vorbis' | 'opus';

/** Endings of file names under which recordings are looked for. */
export const audioExtensions = ['wav', 'wave', 'flac', 'mp3', 'ogg', 'oga', 'opus'] as const;

export function isAudioName(name: string): boolean {
  const [, extension = ''] = /\.([^./]+)$/.exec(name.toLowerCase()) ?? [];
  return (audioExtensions as readonly string[]).includes(extension);
}

/** By its first bytes, whatever its name says; null when it is none of these. */
export function audioCoding(bytes: Uint8Array): AudioCoding | null {
  if (startsWith(bytes, 'RIFF', 0) && startsWith(bytes, 'WAVE', 8)) return 'wav';
  if (startsWith(bytes, 'fLaC', 0)) return 'flac';
  if (startsWith(bytes, 'OggS', 0)) return oggCoding(bytes);
  if (startsWith(bytes, 'ID3', 0)) return 'mp3';
  // Frame synchronisation: eleven set bits, then a layer that is not "reserved".
  const isFrame = bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe0) === 0xe0;
  return isFrame && ((bytes[1] ?? 0) & 0x06) !== 0 ? 'mp3' : null;
}

/** The first page of an Ogg file names the codec. */
function oggCoding(bytes: Uint8Array): AudioCoding | null {
  const page = Buffer.from(bytes.subarray(0, 128)).toString('latin1');
  if (page.includes('OpusHead')) return 'opus';
  if (page.includes('vorbis')) return 'vorbis';
  return page.includes('FLAC') ? 'flac' : null;
}

type Decode = (bytes: Uint8Array) => Promise<{
  readonly channelData: readonly Float32Array[];
  readonly sampleRate: number;
}>;

/** Loaded only when a file asks for it. */
const decoders: Readonly<Record<Exclude<AudioCoding, 'wav'>, () => Promise<Decode>>> = {
  flac: async () => (await import('@audio/decode-flac')).default,
  mp3: async () => (await import('@audio/decode-mp3')).default,
  vorbis: async () => (await import('@audio/decode-vorbis')).default,
  opus: async () => (await import('@audio/decode-opus')).default,
};

/**
 * Decodes a whole recording: WAV, FLAC, MP3, Ogg Vorbis or Opus, told by its first bytes.
 * @throws UnrollError when it is none of these or damaged
 */
export async function decodeAudio(bytes: Uint8Array): Promise<Sound> {
  const coding = audioCoding(bytes);
  if (coding === null) {
    throw new UnrollError({
      code: 'unreadable-audio',
      message: 'The file is no WAV, FLAC, MP3 or Ogg recording.',
      hint: 'Save it in one of these formats.',
    });
  }
  if (coding === 'wav') return readWav(bytes);
  try {
    const decode = await decoders[coding]();
    const { channelData, sampleRate } = await decode(bytes);
    if ((channelData[0]?.length ?? 0) === 0) throw new Error('it holds no sound');
    return { sampleRate, channels: withoutDoubles(channelData), cut: false };
  } catch (error) {
    throw new UnrollError({
      code: 'unreadable-audio',
      message: `The recording is damaged: ${error instanceof Error ? error.message : error}.`,
      hint: 'Save it again as WAV or FLAC.',
    });
  }
}

/** The MP3 decoder gives a mono recording as two equal channels. */
function withoutDoubles(channels: readonly Float32Array[]): readonly Float32Array[] {
  const [first, second] = channels;
  if (channels.length !== 2 || first === undefined || second === undefined) return channels;
  return first.every((sample, at) => sample === second[at]) ? [first] : channels;
}
