"""BLEU and chrF as sacreBLEU computes them, for test/tasks/translation/scores.test.ts.

Run at the root of the repository with Python and `sacrebleu`:

    python test/tasks/translation/make-score-fixtures.py
"""

import json
from pathlib import Path

from sacrebleu.metrics import BLEU, CHRF

HERE = Path(__file__).parent

ENGLISH = {
    "translations": [
        "The cat sat on the mat, didn't it?",
        "He paid $3,141.59 for 2-3 well-known books (cheap!).",
        "There is no way that this is right...",
        "Yes",
        "completely unrelated words here",
        "&quot;Quoted&quot; &amp; escaped <skipped> text - it's 50% off.",
        "",
    ],
    "references": [
        ["The cat sat on the mat, did it not?", "The cat was sitting on the mat, wasn't it?"],
        ["He paid $3,141.59 for 2-3 famous books (cheap!)."],
        ["There is no way this can be right.", "This cannot possibly be right..."],
        ["Yes.", "Yes"],
        ["nothing in common at all"],
        ['"Quoted" & escaped text: it is 50% off.'],
        ["Not empty."],
    ],
}
CHINESE = {
    "translations": ["我喜欢学习 machine learning。", "今天天气很好，我们去公园吧！", "他说：“你好”。"],
    "references": [
        ["我喜欢学习机器学习 (machine learning)。"],
        ["今天天气不错，我们去公园吧！", "今天天气很好，一起去公园吧。"],
        ["他说：“您好！”"],
    ],
}
FRENCH = {
    "translations": ["Elle a mangé des œufs à l'hôtel.", "Où est-il ?", "J'ai 3,5 ans."],
    "references": [["Elle a mangé des œufs à l'hôtel."], ["Où est-ce qu'il est ?"], ["J'ai 3 ans et demi."]],
}


def streams(references):
    """sacreBLEU wants the first references of all lines, then the second ones; None where none is."""
    most = max(len(r) for r in references)
    return [[r[i] if i < len(r) else None for r in references] for i in range(most)]


def bleu(data, tokenize):
    metric = BLEU(tokenize=tokenize)
    score = metric.corpus_score(data["translations"], streams(data["references"]))
    signature = str(metric.get_signature())
    return {"score": score.score, "signature": signature[: signature.index("|version")]}


def single(data, tokenize):
    metric = BLEU(tokenize=tokenize, effective_order=True)
    return [
        metric.sentence_score(t, r).score
        for t, r in zip(data["translations"], data["references"])
    ]


def main():
    cases = []
    for name, data, tokenizers in [
        ("english", ENGLISH, ["13a", "char"]),
        ("chinese", CHINESE, ["zh", "char", "13a"]),
        ("french", FRENCH, ["13a"]),
        ("one word", {"translations": ["Yes"], "references": [["Yes"]]}, ["13a"]),
    ]:
        chrf = CHRF().corpus_score(data["translations"], streams(data["references"])).score
        for tokenize in tokenizers:
            cases.append(
                {
                    "name": name,
                    "tokenizer": tokenize,
                    **data,
                    "bleu": bleu(data, tokenize),
                    "sentences": single(data, tokenize),
                    "chrf": chrf,
                }
            )
    text = json.dumps(cases, ensure_ascii=False, indent=1)
    (HERE / "fixtures" / "scores.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
