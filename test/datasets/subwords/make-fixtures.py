"""Subword vocabularies learnt by other programs, for test/datasets/subwords/*.test.ts.

Run at the root of the repository with Python and `tokenizers` and `sentencepiece`:

    python test/datasets/subwords/make-fixtures.py
"""

import json
import tempfile
from pathlib import Path

import sentencepiece
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

HERE = Path(__file__).parent
SAMPLES = Path("build/resources/samples")
PROBES = [
    "Good morrow, neighbour: where's the Duke of Gloucester?",
    "  Two  spaces, 1234 numbers and naïve œuvres\n\nof 詩人 😀!",
    "O Romeo, Romeo! wherefore art thou Romeo?\n",
]


def learn(model, trainer, text):
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator([text], trainer)
    return tokenizer


def trainer(kind, size):
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    return kind(vocab_size=size, initial_alphabet=alphabet, show_progress=False)


def byte_pairs(text, size):
    tokenizer = learn(models.BPE(), trainer(trainers.BpeTrainer, size), text)
    model = json.loads(tokenizer.to_str())["model"]
    merges = [m if isinstance(m, str) else " ".join(m) for m in model["merges"]]
    return {"size": size, "merges": merges, "probes": encodings(tokenizer)}


def unigram(text, held_out, size):
    tokenizer = learn(models.Unigram(), trainer(trainers.UnigramTrainer, size), text)
    model = json.loads(tokenizer.to_str())["model"]
    # Cut without rare bytes, which this trainer leaves out of its vocabulary.
    plain = PROBES[::2]
    return {
        "size": size,
        "vocab": [[piece, round(score, 6)] for piece, score in model["vocab"]],
        "probes": [[p, tokenizer.encode(p).tokens] for p in plain],
        "held_out_tokens": len(tokenizer.encode(held_out).ids),
    }


def sentence_piece(text, held_out, size):
    # The same number of pieces beside single characters: there only those of the text are pieces.
    size -= 256 - len(set(text.encode()))
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "text.txt"
        source.write_text(text)
        sentencepiece.SentencePieceTrainer.train(
            input=str(source),
            model_prefix=f"{folder}/model",
            vocab_size=size,
            normalization_rule_name="identity",
            hard_vocab_limit=False,
            minloglevel=2,
        )
        model = sentencepiece.SentencePieceProcessor(model_file=f"{folder}/model.model")
        # Line ends are no tokens there.
        return sum(len(model.encode(line)) for line in held_out.split("\n"))


def encodings(tokenizer):
    return [[probe, tokenizer.encode(probe).ids] for probe in PROBES]


def main():
    shakespeare = (SAMPLES / "tinyshakespeare.txt").read_text()
    poems = (SAMPLES / "three-hundred-tang-poems.txt").read_text()
    train, held_out = shakespeare[:200_000], shakespeare[200_000:250_000]
    fixtures = {
        "bpe-shakespeare": byte_pairs(train, 900),
        "bpe-poems": byte_pairs(poems, 700),
        "unigram-shakespeare": {
            **unigram(train, held_out, 600),
            "sentencepiece_held_out_tokens": sentence_piece(train, held_out, 600),
        },
    }
    for name, content in fixtures.items():
        path = HERE / "fixtures" / f"{name}.json"
        path.write_text(json.dumps(content, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
