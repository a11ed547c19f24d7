"""Writes small files of weights as PyTorch and Keras store them, with what the networks answer.

    python test/weights/make-fixtures.py

Needs torch, keras (any backend) and safetensors. Each network reads the tokens of `answers.json`,
one sequence, and gives scores (time, vocabulary) of the next token.
"""

import json
from collections import OrderedDict
from pathlib import Path

import keras
import numpy as np
import safetensors.torch
import torch

folder = Path(__file__).parent / "fixtures"
folder.mkdir(exist_ok=True)
vocabulary, width, hidden = 11, 5, 6
tokens = [3, 0, 7, 7, 10, 1, 4, 9]
answers = {"tokens": tokens, "scores": {}}


def torch_scores(state, kind, layers):
    embedding = torch.nn.Embedding(vocabulary, width)
    rnn = getattr(torch.nn, kind)(width, hidden, num_layers=layers, batch_first=True)
    out = torch.nn.Linear(hidden, vocabulary)
    module = torch.nn.ModuleDict({"embedding": embedding, "rnn": rnn, "out": out})
    if state is not None:
        module.load_state_dict({name: tensor.float() for name, tensor in state.items()})
    with torch.no_grad():
        scores = out(rnn(embedding(torch.tensor([tokens])))[0])[0]
    return module, scores.tolist()


torch.manual_seed(1)
module, scores = torch_scores(None, "LSTM", 2)
answers["scores"]["lstm.pt"] = scores
torch.save(module.state_dict(), folder / "lstm.pt")
torch.save(module.state_dict(), folder / "lstm-legacy.pt", _use_new_zipfile_serialization=False)
answers["scores"]["lstm-legacy.pt"] = scores
torch.save(torch.nn.LSTM(width, hidden), folder / "whole-module.pt")

# A training checkpoint: half precision, one matrix that is a view of a larger store, an optimizer.
module, _ = torch_scores(None, "GRU", 1)
state = OrderedDict((name, tensor.half()) for name, tensor in module.state_dict().items())
store = torch.zeros(2 * hidden + 3, 3 * hidden, dtype=torch.half)
store[3 : 3 + hidden] = state["rnn.weight_hh_l0"].T
state["rnn.weight_hh_l0"] = store[3 : 3 + hidden].T
checkpoint = {"epoch": 3, "model_state_dict": state, "optimizer": {"state": {}, "lr": 0.1}}
torch.save(checkpoint, folder / "gru-checkpoint.pt")
answers["scores"]["gru-checkpoint.pt"] = torch_scores(state, "GRU", 1)[1]

module, _ = torch_scores(None, "RNN", 1)
state = {name: tensor.bfloat16() for name, tensor in module.state_dict().items()}
safetensors.torch.save_file(state, folder / "rnn-bf16.safetensors")
answers["scores"]["rnn-bf16.safetensors"] = torch_scores(state, "RNN", 1)[1]


def keras_model(layers):
    model = keras.Sequential(
        [keras.Input((len(tokens),)), keras.layers.Embedding(vocabulary, width), *layers]
        + [keras.layers.Dense(vocabulary)]
    )
    rng = np.random.default_rng(5)
    model.set_weights([rng.normal(0, 0.4, w.shape).astype("float32") for w in model.get_weights()])
    return model, model.predict(np.array([tokens]), verbose=0)[0].tolist()


lstms = [keras.layers.LSTM(hidden, return_sequences=True) for _ in range(2)]
model, answers["scores"]["keras-lstm.weights.h5"] = keras_model(lstms)
model.save_weights(folder / "keras-lstm.weights.h5")
before = keras.layers.GRU(hidden, return_sequences=True, reset_after=False)
model, answers["scores"]["keras-gru.keras"] = keras_model([before])
model.save(folder / "keras-gru.keras")
after = keras.layers.GRU(hidden, return_sequences=True)
model, answers["scores"]["keras-gru.h5"] = keras_model([after])
model.save(folder / "keras-gru.h5")

(folder / "answers.json").write_text(json.dumps(answers) + "\n")
