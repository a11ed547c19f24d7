"""A MIDI file of three tracks written by mido, and its notes in quarters.

python test/datasets/make-music-fixtures.py
"""

import json
import random
from pathlib import Path

import mido

random.seed(3)
ticks = 480
percussion = 9
tempo = mido.MidiTrack(
    [
        mido.MetaMessage("set_tempo", tempo=600_000, time=0),
        mido.MetaMessage("time_signature", numerator=3, denominator=4, time=0),
        mido.MetaMessage("set_tempo", tempo=400_000, time=8 * ticks),
    ]
)
song = mido.MidiFile(type=1, ticks_per_beat=ticks, tracks=[tempo])
for channel in (0, 1, percussion):
    track = mido.MidiTrack()
    song.tracks.append(track)
    track.append(mido.Message("program_change", channel=channel, program=5, time=0))
    track.append(mido.Message("control_change", channel=channel, control=7, value=90, time=0))
    for index in range(30):
        note = random.randint(40, 80)
        wait, length = random.choice([0, 0, 60]), random.choice([120, 240, 333, 480])
        track.append(mido.Message("note_on", channel=channel, note=note, velocity=64, time=wait))
        bend = random.randint(-8000, 8000)
        track.append(mido.Message("pitchwheel", channel=channel, pitch=bend, time=0))
        kind = "note_on" if index % 2 else "note_off"
        track.append(mido.Message(kind, channel=channel, note=note, velocity=0, time=length))

notes = []
for track in song.tracks:
    now, sounding = 0, {}
    for message in track:
        now += message.time
        if message.type not in ("note_on", "note_off") or message.channel == percussion:
            continue
        if message.type == "note_on" and message.velocity > 0:
            sounding.setdefault(message.note, []).append(now)
        else:
            start = sounding[message.note].pop(0)
            notes.append([message.note, start / ticks, now / ticks])
notes.sort(key=lambda one: (one[1], one[0], one[2]))
quarters = max(sum(message.time for message in track) for track in song.tracks) / ticks
folder = Path(__file__).parent / "fixtures"
folder.mkdir(exist_ok=True)
song.save(folder / "mido.mid")
facts = {"notes": notes, "tempo": 60 * quarters / song.length}
(folder / "mido.json").write_text(json.dumps(facts) + "\n")
