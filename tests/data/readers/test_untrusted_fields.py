"""Vendors' JSON with each of its fields gone wrong: a conversation or a reason, and never an exception."""

import contextlib
import copy
import json
from pathlib import Path

import pytest

from data.conversation import BadRecord, conversation_from
from data.readers import readers

SAMPLES = Path(__file__).with_name("samples")
LEFT_OUT = object()
WRONG = [LEFT_OUT, None, True, 7, 10**400, float("inf"), "", "x", [], [None, 7], {}, {"id": {"id": []}}]
MOST_OF_A_LIST = 12


def places_in(value, path=()):
    """The paths to all that a JSON value holds, itself included."""
    yield path
    if isinstance(value, dict):
        for key, item in value.items():
            yield from places_in(item, (*path, key))
    if isinstance(value, list):
        for index, item in enumerate(value[:MOST_OF_A_LIST]):
            yield from places_in(item, (*path, index))


def changed(value, path, wrong):
    whole = copy.deepcopy(value)
    holder = whole
    for step in path[:-1]:
        holder = holder[step]
    if wrong is LEFT_OUT:
        del holder[path[-1]]
    else:
        holder[path[-1]] = wrong
    return whole


@pytest.mark.parametrize(
    "wrong", WRONG, ids=lambda wrong: "left out" if wrong is LEFT_OUT else str(wrong)[:12]
)
@pytest.mark.parametrize(
    "sample",
    ["connect_chat.json", "intercom.json", "transcribe_calls.json", "zendesk_tickets_single.json"],
)
def test_a_wrong_field_is_read_or_refused(tmp_path, sample, wrong):
    value = json.loads((SAMPLES / sample).read_text(encoding="utf-8"))
    reader = next(reader for name, reader in readers().items() if sample.startswith(name))
    path = tmp_path / "x.json"
    for place in list(places_in(value))[1:]:
        if "Items" in place or "attachments" in place:
            continue
        path.write_text(json.dumps(changed(value, place, wrong), indent=1), encoding="utf-8")
        (record,) = reader.read(path)
        assert bool(record.reason) == bool(record.remedy), place
        if not record.reason:
            with contextlib.suppress(BadRecord):  # refused with a reason: anything else is a fault
                conversation_from(record.value)
