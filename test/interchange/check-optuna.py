"""Opens a study that Unroll wrote in Optuna and prints what it finds as one JSON object.

unroll export-study STUDY study.db && python test/interchange/check-optuna.py study.db
"""

import json
import sys

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
storage = f"sqlite:///{sys.argv[1]}"
(name,) = optuna.get_all_study_names(storage)
study = optuna.load_study(study_name=name, storage=storage)
single = len(study.directions) == 1
found = {
    "name": name,
    "directions": [direction.name for direction in study.directions],
    "metrics": study.metric_names,
    "trials": [
        {
            "state": trial.state.name,
            "params": trial.params,
            "values": trial.values,
            "reports": trial.intermediate_values,
        }
        for trial in study.trials
    ],
    "best": study.best_trial.number if single else [t.number for t in study.best_trials],
}
# Optuna goes on where Unroll stopped.
study.ask()
print(json.dumps(found))
