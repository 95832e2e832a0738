"""Made-up labelled sets in the formats of shared/eval and of models/corpus, and a judge that knows a few words."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from models.evaluation.items import Answer

ROWS = {
    "empathy_en_epitome": [
        {"id": "e1", "context": "My cat ran off", "text": "So  sorry, it must hurt. Look outside.", "er": 2,
         "er_rationale": ["so sorry", "must hurt"], "ip": 0, "ip_rationale": [], "ex": 0, "ex_rationale": []},
        {"id": "e2", "context": "I failed", "text": "Try again.", "er": 0, "er_rationale": [],
         "ip": 0, "ip_rationale": [], "ex": 0, "ex_rationale": []},
    ],
    "empathy_en_annomi": [
        {"id": "a1", "conv": "7", "role": "client", "t": "0", "text": "I drink", "behaviour": "n/a"},
        {"id": "a2", "conv": "7", "role": "therapist", "t": "1", "text": "sorry, you drink", "behaviour": "reflection"},
        {"id": "a3", "conv": "7", "role": "therapist", "t": "2", "text": "How much?", "behaviour": "question"},
        {"id": "a4", "conv": "8", "role": "therapist", "t": "0", "text": "Hello", "behaviour": "other"},
    ],
    "empathy_en_esconv_devtest": [
        {"id": "s1", "split": "dev", "context": ["seeker: I am low", "supporter: why?"], "text": "sorry you feel low",
         "strategy": "Reflection of feelings"},
        {"id": "s2", "split": "test", "context": ["hello", "hi", "I am low"], "text": "Eat well",
         "strategy": "Providing Suggestions"},
    ],
    "politeness_en_stanford": [
        {"id": "p1", "community": "wikipedia", "text": "Could you please look?", "score": 1.0, "raw": [], "label": "polite"},
        {"id": "p2", "community": "wikipedia", "text": "Why?", "score": 0.0, "raw": [], "label": "neutral"},
        {"id": "p3", "community": "stack-exchange", "text": "Read it.", "score": -1.0, "raw": [], "label": "impolite"},
    ],
    "politeness_ko_tydip_test": [
        {"id": "k1", "text": "부탁드려요", "score": 1.0, "label": "polite"},
        {"id": "k2", "text": "왜", "score": 0.0, "label": None},
    ],
    "politeness_en_tydip_test": [{"id": "t1", "text": "Stop.", "score": -1.0, "label": "impolite"}],
    "rudeness_en_convabuse": [
        {"id": "c1", "context": ["agent: Hello", "user: hi", "agent: How are you?"], "text": "you idiot", "bot": "b",
         "votes": [-1], "label": "abusive", "types": {}},
        {"id": "c2", "context": ["agent: Hello", "user: hi", "agent: Well?"], "text": "fine", "bot": "b",
         "votes": [1], "label": "not_abusive", "types": {}},
        {"id": "c3", "context": ["agent: Hello", "user: hi", "agent: Well?"], "text": "hm", "bot": "b",
         "votes": [1, -1], "label": "tie", "types": {}},
    ],
    "rudeness_en_davidson": [
        {"id": f"d{n}", "text": text, "label": label, "votes": []}
        for n, (text, label) in enumerate([("idiot", "hate"), ("idiots", "offensive"), ("a nice day", "neither")])
    ],
    "rudeness_en_paradetox_pairs": [
        {"id": "x1", "rude": "you idiot", "polite": ["you are wrong", "not so"]},
        {"id": "x2", "rude": "get lost", "polite": ["please go"]},
    ],
    "rudeness_en_ucc_valtest": [
        {"id": f"u{n}", "split": "val", "text": text, "antagonize": 1, "condescending": c, "dismissive": d,
         "generalisation": 1, "hostile": h, "sarcastic": 1, "healthy": 0}
        for n, (text, c, d, h) in enumerate([("dear", 1, 0, 0), ("idiot", 0, 0, 1), ("so what", 0, 1, 0), ("no", 0, 0, 0)])
    ],
    "rudeness_ko_curse": [{"id": "r1", "text": "바보", "rude": 1}, {"id": "r2", "text": "안녕", "rude": 0}],
    "rudeness_ko_apeach": [{"id": "q1", "text": "바보", "rude": 1, "topic": "x"}],
    "rudeness_ko_beep": [
        {"id": f"b{n}", "split": "dev", "text": "말", "hate": hate, "bias": "none"}
        for n, hate in enumerate(["hate", "offensive", "none"])
    ],
    "rudeness_ko_hatescore": [
        {"comment": "바보", "macrolabel": "단순 악플", "microlabel": "x", "source": "y"},
        {"comment": "안녕", "macrolabel": "Clean", "microlabel": "x", "source": "y"},
    ],
    "speechlevel_ko_smilestyle": [
        {"id": f"m{n}", "row": 1, "style": style, "text": "밥 먹어", "jondaemal": 0}
        for n, style in enumerate(["informal", "formal", "gentle", "king"])
    ],
    "star_conversations": [
        {"conversation_id": key, "channel": "chat", "language": "en",
         "turns": [{"role": "customer", "text": "hi"}, {"role": "agent", "text": "Hello"},
                   {"role": "agent", "text": "you idiot"}]}
        for key in ("calm", "cross", "unknown")
    ],
    "star_labels": [
        {"conversation_id": "calm", "agent_calm": True}, {"conversation_id": "cross", "agent_calm": False},
        {"conversation_id": "unknown", "agent_calm": None},
    ],
}  # fmt: skip

CORPUS = {
    "en/held_a.jsonl": [
        {"id": "en-h-0001", "role": "agent", "theme": "pets", "channel": "chat",
         "context": [{"role": "customer", "text": "my dog is lost"}], "text": "So sorry about your dog, Mr Smith.",
         "empathy": 2, "rudeness": 0, "politeness": 1, "spans": {"empathy": [0, 23]}, "note": "n", "batch": "held-a",
         "second": {"empathy": 1, "rudeness": 0}},
        {"id": "en-h-0002", "role": "agent", "theme": "pets", "channel": "messenger",
         "context": [{"role": "customer", "text": "my dog is lost"}], "text": "you idiot", "empathy": 0,
         "rudeness": 2, "politeness": 0, "spans": {"rudeness": [0, 9]}, "note": "n", "batch": "held-a",
         "second": {"empathy": 0, "rudeness": 2}},
        {"id": "en-h-0003", "role": "customer", "theme": "pets", "channel": "call", "context": [],
         "text": "it is lost", "hostility": 0, "opportunity": 1, "spans": {"opportunity": [0, 10]}, "note": "",
         "batch": "held-a"},
    ],
    "en/train_a.jsonl": [
        {"id": "en-t-0001", "role": "agent", "theme": "pets", "channel": "chat", "context": [], "text": "Yes.",
         "empathy": 0, "rudeness": 0, "politeness": None, "spans": {}, "note": "", "batch": "train-a"},
    ],
    "ko/held_a.jsonl": [
        {"id": "ko-h-0001", "role": "customer", "theme": "pets", "channel": "chat", "context": [], "text": "잃어버렸어요",
         "hostility": 0, "opportunity": 1, "spans": {}, "note": "", "batch": "held-a"},
    ],
}  # fmt: skip


def write_sets(folder: Path, *names: str) -> Path:
    """The made-up sets of these names (all where none is named), gzipped as they come."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names or ROWS:
        with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS[name])
    return folder


def write_corpus(folder: Path) -> Path:
    """A corpus of five items."""
    for name, rows in CORPUS.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return folder


def word_judge(conversations):
    """`sorry` is empathy, `idiot` and 바보 are rude and hostile, `lost` an opportunity, `please` polite; no digits."""
    return [
        {key: answer for number, turn in enumerate(c.turns) for key, answer in _answers(number, turn)}
        for c in conversations
    ]


def _answers(number, turn):
    if turn.text.isdigit():
        return
    if turn.role == "agent":
        yield (number, "politeness"), Answer(None, 0.9 if "please" in turn.text else 0.2)
        words = {"empathy": ("sorry",), "rudeness": ("idiot",)}
    else:
        words = {"hostility": ("idiot", "바보"), "opportunity": ("lost",)}
    for axis, looked_for in words.items():
        start, word = max((turn.text.find(word), word) for word in looked_for)
        spans = ((start, start + len(word)),) if start >= 0 else ()
        yield (number, axis), Answer(int(start >= 0), 0.9 if start >= 0 else 0.1, spans)
