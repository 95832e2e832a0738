"""Every sample of the house, held against every reader."""

from pathlib import Path

import pytest

from data.intake import find_inputs
from data.readers import readers
from data.readers.source_text import head_of

HERE = Path(__file__).with_name("samples")
HOUSE = Path(__file__).parents[3] / "data" / "samples"
BY_ENDING = {
    ".vtt": "webvtt",
    ".srt": "srt",
    ".jsonl": "jsonl",
    ".jsonl.gz": "jsonl",
    ".csv": "csv",
    ".parquet": "parquet",
}
BY_BEGINNING = {
    "zendesk_": "zendesk_chat",
    "connect_": "connect_voice",
    "insights_": "google_insights",
    "th-text-": "text",
}


def owner_of(path):
    """The reader whose sample this is: in the tests' folder, a sample or its folder begins with its reader's name."""
    if path.is_relative_to(HERE):
        first = path.relative_to(HERE).parts[0]
        named = [name for name in readers() if first.startswith(name)]
        if named:
            return max(named, key=len)
    by_ending = (name for ending, name in BY_ENDING.items() if path.name.endswith(ending))
    by_beginning = (name for start, name in BY_BEGINNING.items() if path.name.startswith(start))
    return next(by_ending, None) or next(by_beginning, None)


@pytest.mark.parametrize("path", find_inputs([HERE, HOUSE]), ids=lambda path: path.name)
def test_a_sample_is_claimed_by_its_own_reader_above_all_others(path):
    owner = owner_of(path)
    assert owner, "name a sample after its reader"
    head = head_of(path)
    claims = {name: reader.sniff(head) for name, reader in readers().items()}
    rival = max((name for name in claims if name != owner), key=lambda name: claims[name])
    assert claims[owner] > claims[rival], f"{rival} claims it with {claims[rival]}"
