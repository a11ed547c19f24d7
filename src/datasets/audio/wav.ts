import { UnrollError } from '../../contract/index.ts';
import type { Sound } from './sound.ts';

const pcm = 1;
const float = 3;
const aLaw = 6;
const muLaw = 7;
const extensible = 0xfffe;

interface Layout {
  readonly coding: number;
  readonly channels: number;
  readonly sampleRate: number;
  readonly bits: number;
}

/**
 * Reads a RIFF WAVE file: whole numbers of 8, 16, 24 and 32 bits, floating point of 32 and 64, A-law
 * and mu-law (ITU-T G.711).
 * @throws UnrollError when it is no such file
 */
export function readWav(bytes: Uint8Array): Sound {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let layout: Layout | null = null;
  // Chunks follow each other, each padded to an even length.
  for (let at = 12; at + 8 <= bytes.length; ) {
    const id = Buffer.from(bytes.subarray(at, at + 4)).toString('latin1');
    const size = view.getUint32(at + 4, true);
    const start = at + 8;
    if (id === 'fmt ' && start + 16 <= bytes.length) layout = readLayout(view, start, size);
    if (id === 'data') {
      if (layout === null) throw unreadable('its data come before their description');
      const end = Math.min(bytes.length, start + size);
      // A program that streams its output leaves the size open: all that follows is sound.
      const open = size === 0xffffffff || size === 0;
      const data = view.buffer.slice(
        view.byteOffset + start,
        view.byteOffset + (open ? bytes.length : end),
      );
      return readSamples(new DataView(data), layout, !open && start + size > bytes.length);
    }
    at = start + size + (size % 2);
  }
  throw unreadable('it holds no sound');
}

function readLayout(view: DataView, at: number, size: number): Layout {
  const declared = view.getUint16(at, true);
  const coding = declared === extensible && size >= 26 ? view.getUint16(at + 24, true) : declared;
  return {
    coding,
    channels: view.getUint16(at + 2, true),
    sampleRate: view.getUint32(at + 4, true),
    bits: view.getUint16(at + 14, true),
  };
}

function readSamples(data: DataView, layout: Layout, cut: boolean): Sound {
  const { channels: count, sampleRate, bits } = layout;
  if (count === 0 || sampleRate === 0) throw unreadable('its description makes no sense');
  const sampleAt = sampleReader(data, layout);
  const width = bits / 8;
  const length = Math.floor(data.byteLength / (width * count));
  const channels = Array.from({ length: count }, () => new Float32Array(length));
  for (let at = 0, offset = 0; at < length; at++) {
    for (let channel = 0; channel < count; channel++, offset += width) {
      channels[channel]![at] = sampleAt(offset);
    }
  }
  return { sampleRate, channels, cut };
}

/** Value at a byte offset, scaled to -1 to 1. */
function sampleReader(data: DataView, { coding, bits }: Layout): (offset: number) => number {
  if (coding === float && bits === 32) return (at) => data.getFloat32(at, true);
  if (coding === float && bits === 64) return (at) => data.getFloat64(at, true);
  if (coding === pcm && bits === 8) return (at) => (data.getUint8(at) - 128) / 128;
  if (coding === pcm && bits === 16) return (at) => data.getInt16(at, true) / 2 ** 15;
  if (coding === pcm && bits === 24) {
    return (at) => (data.getInt8(at + 2) * 2 ** 16 + data.getUint16(at, true)) / 2 ** 23;
  }
  if (coding === pcm && bits === 32) return (at) => data.getInt32(at, true) / 2 ** 31;
  if (coding === muLaw && bits === 8) return (at) => expandMuLaw(data.getUint8(at));
  if (coding === aLaw && bits === 8) return (at) => expandALaw(data.getUint8(at));
  throw unreadable(`its coding (number ${coding}, ${bits} bits) is not supported`);
}

function expandMuLaw(code: number): number {
  const inverted = ~code & 0xff;
  const exponent = (inverted >> 4) & 7;
  const magnitude = (((inverted & 15) << 3) + 132) * 2 ** exponent - 132;
  return ((inverted & 0x80) === 0 ? magnitude : -magnitude) / 2 ** 15;
}

function expandALaw(code: number): number {
  const toggled = code ^ 0x55;
  const exponent = (toggled >> 4) & 7;
  const mantissa = ((toggled & 15) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 256) * 2 ** (exponent - 1);
  return ((toggled & 0x80) === 0 ? -magnitude : magnitude) / 2 ** 15;
}

function unreadable(why: string): UnrollError {
  return new UnrollError({
    code: 'unreadable-audio',
    message: `The WAV file cannot be read: ${why}.`,
    hint: 'Save it again as 16-bit WAV or FLAC.',
  });
}

/** A 16-bit mono WAV file. Samples beyond -1 to 1 are clipped. */
export function writeWav(samples: Float32Array, sampleRate: number): Buffer {
  const file = Buffer.alloc(44 + 2 * samples.length);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(pcm, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(sampleRate, 24);
  file.writeUInt32LE(2 * sampleRate, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(2 * samples.length, 40);
  samples.forEach((sample, at) => {
    const level = Math.max(-32768, Math.min(32767, Math.round(sample * 32768)));
    file.writeInt16LE(level, 44 + 2 * at);
  });
  return file;
}
