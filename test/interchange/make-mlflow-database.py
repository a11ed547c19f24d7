"""A tracking database as MLflow 3 keeps it in SQLite: python test/interchange/make-mlflow-database.py

Written after the columns and checks of MLflow's published schema, without MLflow itself, which would
bring some hundred packages for one file.
"""

import sqlite3
from pathlib import Path

run = ("run_uuid VARCHAR(32) NOT NULL", "FOREIGN KEY(run_uuid) REFERENCES runs (run_uuid)")
tables = {
    "alembic_version": ["version_num VARCHAR(32) NOT NULL"],
    "experiments": [
        "experiment_id INTEGER NOT NULL PRIMARY KEY",
        "name VARCHAR(256) NOT NULL UNIQUE",
        "artifact_location VARCHAR(256)",
        "lifecycle_stage VARCHAR(32) CHECK (lifecycle_stage IN ('active', 'deleted'))",
        "creation_time BIGINT",
        "last_update_time BIGINT",
    ],
    "runs": [
        "run_uuid VARCHAR(32) NOT NULL PRIMARY KEY",
        "name VARCHAR(250)",
        "source_type VARCHAR(20)",
        "source_name VARCHAR(500)",
        "entry_point_name VARCHAR(50)",
        "user_id VARCHAR(256)",
        "status VARCHAR(9)"
        " CHECK (status IN ('SCHEDULED', 'FAILED', 'FINISHED', 'RUNNING', 'KILLED'))",
        "start_time BIGINT",
        "end_time BIGINT",
        "source_version VARCHAR(50)",
        "lifecycle_stage VARCHAR(20) CHECK (lifecycle_stage IN ('active', 'deleted'))",
        "artifact_uri VARCHAR(200)",
        "experiment_id INTEGER REFERENCES experiments (experiment_id)",
        "deleted_time BIGINT",
    ],
    "params": [
        "key VARCHAR(250) NOT NULL",
        "value VARCHAR(8000) NOT NULL",
        run[0],
        "PRIMARY KEY (key, run_uuid)",
        run[1],
    ],
    "tags": [
        "key VARCHAR(250) NOT NULL",
        "value VARCHAR(8000)",
        run[0],
        "PRIMARY KEY (key, run_uuid)",
        run[1],
    ],
    "metrics": [
        "key VARCHAR(250) NOT NULL",
        "value FLOAT NOT NULL",
        "timestamp BIGINT NOT NULL",
        run[0],
        "step BIGINT DEFAULT '0' NOT NULL",
        "is_nan BOOLEAN DEFAULT '0' NOT NULL CHECK (is_nan IN (0, 1))",
        "PRIMARY KEY (key, timestamp, step, run_uuid, value, is_nan)",
        run[1],
    ],
    "latest_metrics": [
        "key VARCHAR(250) NOT NULL",
        "value FLOAT NOT NULL",
        "timestamp BIGINT",
        "step BIGINT NOT NULL",
        "is_nan BOOLEAN NOT NULL CHECK (is_nan IN (0, 1))",
        run[0],
        "PRIMARY KEY (key, run_uuid)",
        run[1],
    ],
}

began = 1_700_000_000_000
database = sqlite3.connect(":memory:")
for name, columns in tables.items():
    database.execute(f"CREATE TABLE {name} ({', '.join(columns)})")


def insert(table: str, **values: object) -> None:
    marks = ", ".join("?" * len(values))
    database.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", [*values.values()])


insert("experiments", experiment_id=7, name="demand", lifecycle_stage="active")
runs = [
    ("a1", "calm-finch", "FINISHED", "active", {"lr": "0.01", "cell": "gru"}, [2.0, 1.5, 1.25]),
    ("b2", "loud-crow", "FAILED", "active", {"lr": "1.0", "cell": "lstm"}, [3.0, None]),
    ("c3", "gone-owl", "FINISHED", "deleted", {"lr": "0.1"}, [1.0]),
]
for index, (key, name, status, stage, parameters, losses) in enumerate(runs):
    uuid = key * 16
    start = began + 60_000 * index
    insert(
        "runs",
        run_uuid=uuid,
        name=name,
        source_type="LOCAL",
        source_name="train.py",
        user_id="somebody",
        status=status,
        start_time=start,
        end_time=start + 1000 * len(losses),
        lifecycle_stage=stage,
        experiment_id=7,
    )
    for parameter, value in parameters.items():
        insert("params", key=parameter, value=value, run_uuid=uuid)
    for tag, value in {"mlflow.runName": name, "mlflow.user": "somebody", "kind": "draft"}.items():
        insert("tags", key=tag, value=value, run_uuid=uuid)
    for step, loss in enumerate(losses, 1):
        # What is no number is stored as 0 with a mark.
        measured = {"value": loss or 0.0, "is_nan": int(loss is None), "step": step}
        insert("metrics", key="val_loss", timestamp=start + 1000 * step, run_uuid=uuid, **measured)
    insert("latest_metrics", key="val_loss", timestamp=start, run_uuid=uuid, **measured)

dump = "\n".join(database.iterdump())
(Path(__file__).parent / "fixtures" / "mlflow.sql").write_text(dump + "\n")
