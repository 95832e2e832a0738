"""Generic JSON Lines: one conversation a line; also one array of them, or a single one (FORMATS, section 0)."""

from __future__ import annotations

import re

from data.readers import Head, Reader
from data.readers.json_records import json_records
from data.readers.source_text import refusing_unreadable

_OPENING = re.compile(r'^[^\S\n]*(?:\[\s*)?\{\s*["}]', re.MULTILINE)
_TURNS = re.compile(r'"turns"\s*:')
_ID = re.compile(r'"conversation_id"\s*:')


def sniff(head: Head) -> float:
    """Told by the names of the generic format; one of them is enough, so that what lacks can be named."""
    start = head.text or ""
    if not _OPENING.search(start):
        return 0.0
    return {2: 0.75, 1: 0.6}.get(bool(_TURNS.search(start)) + bool(_ID.search(start)), 0.0)


READER = Reader(name="jsonl", version="1", sniff=sniff, read=refusing_unreadable(json_records))
