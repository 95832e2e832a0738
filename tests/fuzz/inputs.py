"""Damaged inputs by number: the same seed and number give the same bytes under the same name."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from data.intake import detect, find_inputs
from tests.fuzz.containers import changed_parquet, gzipped, zipped
from tests.fuzz.json_damage import damaged_json
from tests.fuzz.text_damage import damaged_bytes, damaged_text, encoded

ROOT = Path(__file__).parents[2]
SAMPLES = (ROOT / "data" / "samples", ROOT / "tests" / "data" / "readers" / "samples")
LARGEST = 2**18  # bytes


@dataclass(frozen=True, slots=True)
class Input:
    """A file to read: its name, which formats may be told by, its bytes, and the format of its sample."""

    name: str
    content: bytes
    format: str = ""


@cache
def samples() -> tuple[Input, ...]:
    """Every sample of the house, decompressed, in the order of their paths."""
    found = []
    for path in find_inputs(SAMPLES):
        content = path.read_bytes()
        plain = gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
        found.append(Input(path.name.removesuffix(".gz"), plain, detect(path).name))
    return tuple(found)


def a_sample(random: Random) -> Input:
    """A sample of any format: formats with many samples are as likely as the others."""
    format = random.choice(sorted({sample.format for sample in samples()}))
    return random.choice([sample for sample in samples() if sample.format == format])


def damaged_input(seed: int, number: int) -> Input:
    """The damaged input of that number."""
    random = Random(f"{seed}/{number}")
    sample = a_sample(random)
    content = _damaged(sample, random)
    name = a_sample(random).name if random.random() < 0.08 else sample.name
    wrapping = random.random()
    if wrapping < 0.06:
        content = gzipped(content, random)
    elif wrapping < 0.16:
        others = [a_sample(random) for _ in range(random.randrange(3))]
        members = [(name, content), *((other.name, _damaged(other, random)) for other in others)]
        name, content = "archive.zip", zipped(members, random)
    if wrapping < 0.16 and random.random() < 0.4:
        content = damaged_bytes(content, random)
    return Input(name, content[:LARGEST])


def _damaged(sample: Input, random: Random) -> bytes:
    """One sample with one to three kinds of damage; its structure first, then its text, then its bytes."""
    if sample.name.endswith(".parquet"):
        content = changed_parquet(sample.content, random) if random.random() < 0.7 else sample.content
        return damaged_bytes(content, random) if random.random() < 0.4 else content
    text = sample.content.decode("utf-8-sig")
    if text.lstrip()[:1] in ("{", "["):
        text = damaged_json(text, random) if random.random() < 0.85 else text
        share_of_text = 0.15
    else:
        share_of_text = 0.85
    while random.random() < share_of_text:
        text = damaged_text(text, random)
        share_of_text *= 0.5
    if random.random() < 0.05:
        text = _spliced(text, random)
    content = encoded(text, random)
    return damaged_bytes(content, random) if random.random() < 0.15 else content


def _spliced(text: str, random: Random) -> str:
    """The beginning of one text and the end of another sample."""
    other = a_sample(random).content.decode("utf-8", "replace")
    return text[: random.randint(0, len(text))] + other[random.randint(0, len(other)) :]
