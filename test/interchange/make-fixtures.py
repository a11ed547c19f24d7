"""Files that Optuna and TensorBoard write, small: python test/interchange/make-fixtures.py

Needs optuna and tensorboard (torch.utils.tensorboard for the first form of scalars).
"""

import shutil
import sqlite3
import tempfile
from pathlib import Path

import optuna
import tensorboard.compat.proto.event_pb2 as event_pb2
from tensorboard.compat.proto import summary_pb2, tensor_pb2, types_pb2
from tensorboard.summary.writer.event_file_writer import EventFileWriter

folder = Path(__file__).parent / "fixtures"
folder.mkdir(exist_ok=True)


def optuna_study() -> None:
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    path = Path(tempfile.mkdtemp()) / "study.db"
    study = optuna.create_study(
        storage=f"sqlite:///{path}",
        study_name="demand",
        direction="maximize",
        sampler=optuna.samplers.RandomSampler(seed=3),
    )

    def objective(trial: optuna.Trial) -> float:
        rate = trial.suggest_float("lr", 1e-4, 1e-1, log=True)
        trial.suggest_int("hidden_size", 8, 64, step=8)
        trial.suggest_categorical("cell", ["gru", "lstm"])
        for step in (10, 20):
            trial.report(rate * step, step)
        if trial.number == 1:
            raise optuna.TrialPruned()
        if trial.number == 2:
            raise ValueError("broken")
        return rate

    study.optimize(objective, n_trials=4, catch=(ValueError,))
    dump = "\n".join(sqlite3.connect(path).iterdump())
    (folder / "optuna.sql").write_text(dump + "\n")


def event_files() -> None:
    """Scalars as plain values in one run, as tensors in another."""
    for name, as_tensor in [("plain", False), ("tensors", True)]:
        target = folder / "events" / name
        shutil.rmtree(target, ignore_errors=True)
        writer = EventFileWriter(str(target))
        for step in range(5):
            value = summary_pb2.Summary.Value(tag="val/loss")
            if as_tensor:
                value.tensor.CopyFrom(
                    tensor_pb2.TensorProto(dtype=types_pb2.DT_FLOAT, float_val=[2.0 - step / 4])
                )
            else:
                value.simple_value = 2.0 - step / 4
            writer.add_event(
                event_pb2.Event(
                    wall_time=1.7e9 + step,
                    step=step * 10,
                    summary=summary_pb2.Summary(value=[value]),
                )
            )
        writer.close()
        for file in target.iterdir():
            file.rename(target / "events.out.tfevents.1700000000.host")


optuna_study()
event_files()
