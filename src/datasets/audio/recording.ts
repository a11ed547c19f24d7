import { readFile } from 'node:fs/promises';
import { UnrollError } from '../../contract/index.ts';
import { recordings } from '../formats/recordings.ts';
import { isFile, withSource } from '../source.ts';
import { decodeAudio } from './decode.ts';
import { type FeatureMatrix, LogMelSpectrum } from './features/log-mel.ts';
import { mixToMono } from './sound.ts';

/** One channel of sound. */
export interface Recording {
  readonly sampleRate: number;
  readonly samples: Float32Array;
}

/** @throws UnrollError when the file cannot be read or is no recording */
export async function readRecording(path: string): Promise<Recording> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new UnrollError({
      code: code === 'ENOENT' ? 'no-such-file' : 'unreadable-file',
      message:
        code === 'ENOENT'
          ? `There is no file ${path}.`
          : `${path} cannot be read (${code ?? error}).`,
      where: path,
      hint: 'Check the name and the folder.',
    });
  }
  return decodeMono(bytes, path);
}

/**
 * One recording of a data set.
 * @throws UnrollError when the data set has none of this name, or it is damaged
 */
export async function readClip(path: string, name: string): Promise<Recording> {
  return withSource(path, recordings.id, async (source) => {
    const members = isFile(source) ? [] : source.members;
    const member = members.find((one) => one.name === name);
    if (member === undefined) {
      throw new UnrollError({
        code: 'no-such-clip',
        message: `The data set has no recording ${name}.`,
        where: name,
        hint: 'Add the data again if its copy was changed.',
      });
    }
    return decodeMono(await member.content(), name);
  });
}

async function decodeMono(bytes: Uint8Array, name: string): Promise<Recording> {
  try {
    const sound = await decodeAudio(bytes);
    return { sampleRate: sound.sampleRate, samples: mixToMono(sound) };
  } catch (error) {
    if (!(error instanceof UnrollError)) throw error;
    throw new UnrollError({ ...error.toProblem(), where: name });
  }
}

/** Columns of a picture at most. */
const mostColumns = 800;
const pictureBands = 64;
/** From the loudest down to this many nepers below it (61 dB of power) is shown. */
const shownRange = 14;

/** A spectrogram as brightness, 0 to 255: (bands, columns), the highest band first. */
export interface SpectrogramPicture {
  readonly columns: number;
  readonly bands: number;
  readonly brightness: Uint8Array;
}

/** What a recording looks like: time to the right, frequency upwards on the mel scale. */
export function pictureSpectrogram({ sampleRate, samples }: Recording): SpectrogramPicture {
  const seconds = samples.length / sampleRate;
  const spectrum = new LogMelSpectrum({
    sampleRate,
    windowMilliseconds: 25,
    hopMilliseconds: Math.max(5, (1000 * seconds) / mostColumns),
    bands: pictureBands,
    preEmphasis: 0.97,
  });
  return brightnessOf(spectrum.of(samples));
}

function brightnessOf({ frames, width, values }: FeatureMatrix): SpectrogramPicture {
  const highest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const brightness = new Uint8Array(frames * width);
  for (let frame = 0; frame < frames; frame++) {
    for (let band = 0; band < width; band++) {
      const share = 1 + (values[frame * width + band]! - highest) / shownRange;
      brightness[(width - 1 - band) * frames + frame] = 255 * Math.max(0, share);
    }
  }
  return { columns: frames, bands: width, brightness };
}
