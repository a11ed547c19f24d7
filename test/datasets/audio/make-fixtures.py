"""Makes test/fixtures/audio: one short sound in every coding, and its features by librosa.

Needs librosa, soundfile and numpy: python test/datasets/audio/make-fixtures.py
"""

import json
from pathlib import Path

import librosa
import numpy as np
import soundfile

folder = Path(__file__).resolve().parents[2] / "fixtures" / "audio"
folder.mkdir(parents=True, exist_ok=True)

rate = 8000
time = np.arange(int(0.3 * rate)) / rate
rng = np.random.default_rng(7)
sweep = 0.5 * np.sin(2 * np.pi * (200 * time + 4000 * time**2))
sound = (sweep + 0.02 * rng.standard_normal(time.size)).astype(np.float32)

codings = {
    "pcm-8.wav": {"subtype": "PCM_U8"},
    "pcm-16.wav": {"subtype": "PCM_16"},
    "pcm-24.wav": {"subtype": "PCM_24"},
    "pcm-32.wav": {"subtype": "PCM_32"},
    "float-32.wav": {"subtype": "FLOAT"},
    "float-64.wav": {"subtype": "DOUBLE"},
    "a-law.wav": {"subtype": "ALAW"},
    "mu-law.wav": {"subtype": "ULAW"},
    "extensible.wav": {"format": "WAVEX", "subtype": "PCM_16"},
    "sound.flac": {"subtype": "PCM_16"},
    "sound.mp3": {},
    "sound.ogg": {},
    "sound.opus": {"format": "OGG", "subtype": "OPUS"},
}
decoded = {}
for name, options in codings.items():
    path = folder / name
    soundfile.write(path, sound, rate, **options)
    values, read_rate = soundfile.read(path, dtype="float32")
    decoded[name] = {"sampleRate": read_rate, "samples": [round(float(v), 7) for v in values[400:420]]}

stereo = np.stack([sound, -0.5 * sound], axis=1)
soundfile.write(folder / "stereo.wav", stereo, rate, subtype="PCM_16")

read, _ = soundfile.read(folder / "float-32.wav", dtype="float32")
window, hop, bands = 200, 80, 24


def features(signal):
    spectrum = librosa.feature.melspectrogram(
        y=signal, sr=rate, n_fft=256, hop_length=hop, win_length=window,
        center=True, pad_mode="constant", power=2.0, n_mels=bands, fmin=20, fmax=rate / 2,
    )
    log_mel = np.log(spectrum + 1e-10)
    mfcc = librosa.feature.mfcc(S=log_mel, n_mfcc=13, dct_type=2, norm="ortho")
    first = librosa.feature.delta(mfcc, width=9, order=1, mode="nearest")
    second = librosa.feature.delta(first, width=9, order=1, mode="nearest")
    return log_mel.T, np.concatenate([mfcc, first, second]).T


plain, plain_cepstrum = features(read)
emphasised = librosa.effects.preemphasis(read, coef=0.97, zi=np.zeros(1))
sharp, _ = features(emphasised)

up = librosa.resample(read, orig_sr=rate, target_sr=11025, res_type="soxr_vhq")
down = librosa.resample(read, orig_sr=rate, target_sr=5000, res_type="soxr_vhq")


def rounded(matrix):
    return [[round(float(v), 5) for v in row] for row in np.atleast_2d(matrix)]


(folder / "librosa.json").write_text(
    json.dumps(
        {
            "versions": {"librosa": librosa.__version__, "numpy": np.__version__},
            "sampleRate": rate,
            "windowMilliseconds": 25,
            "hopMilliseconds": 10,
            "bands": bands,
            "logMel": rounded(plain),
            "mfcc": rounded(plain_cepstrum),
            "logMelPreEmphasis": rounded(sharp),
            "decoded": decoded,
            "resampled": {"11025": rounded(up)[0], "5000": rounded(down)[0]},
        },
    )
    + "\n"
)
