"""Runs exported ONNX networks and compares what they answer with their check.safetensors.

    python test/weights/check-onnx.py FOLDER...

Needs onnx, onnxruntime and safetensors. Every file is checked against the ONNX standard (shapes
inferred too) and run; prints the largest difference of each output and ends with 1 when one is over
1e-5 of its largest value.
"""

import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from safetensors.numpy import load_file

kinds = {"tensor(float)": np.float32, "tensor(int64)": np.int64, "tensor(int32)": np.int32}
failed = False
for folder in map(Path, sys.argv[1:]):
    path = folder / "model.onnx"
    onnx.checker.check_model(onnx.load(path), full_check=True)
    check = load_file(folder / "check.safetensors")
    session = onnxruntime.InferenceSession(str(path))
    inputs = {one.name: check[one.name].astype(kinds[one.type]) for one in session.get_inputs()}
    names = [one.name for one in session.get_outputs()]
    for name, answer in zip(names, session.run(names, inputs)):
        expected = check[name]
        if answer.shape != expected.shape:
            print(f"{folder.name}: {name} is {answer.shape} instead of {expected.shape}")
            failed = True
            continue
        difference = float(np.abs(answer - expected).max())
        relative = difference / max(1e-12, float(np.abs(expected).max()))
        print(f"{folder.name}: {name} differs by {difference:.2e}, {relative:.2e} of the largest")
        failed = failed or not relative <= 1e-5
    unknown = set(check) - set(inputs) - set(names)
    if unknown:
        print(f"{folder.name}: the graph lacks {', '.join(sorted(unknown))}")
        failed = True
sys.exit(1 if failed else 0)
