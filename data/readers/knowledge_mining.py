"""Microsoft's conversation knowledge mining: objects that each hold a whole transcript as one text, `Content`.

The text is labelled as plain text is (`**Agent:** …`), line by line, or all of it on one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from data.conversation import Record
from data.readers import Head, Reader
from data.readers.generic_text import LABEL_REMEDY, NOBODY_SPEAKS, any_label, turns_of_lines
from data.readers.json_fields import text_of
from data.readers.json_head import outer_keys
from data.readers.json_records import records_of_objects
from data.readers.source_text import refusing_unreadable

_OWN: Final = frozenset(("ConversationId", "Content"))
_TIMES: Final = {"StartTime", "EndTime"}
_LABEL = re.compile(r"\s(?=\*\*[^*:\n]{1,40}:\*\*)")


def sniff(head: Head) -> float:
    """Told by an id and a content, beside a time of the whole conversation."""
    keys = outer_keys(head.text or "")
    return 0.85 if keys >= _OWN and keys & _TIMES else 0.0


@refusing_unreadable
def read(path: Path) -> Iterator[Record]:
    """The Record of each conversation of a file."""
    return records_of_objects(path, _record)


def _record(place: str, found: Mapping[str, Any], stem: str | None) -> Record:
    identity = {"conversation_id": text_of(found.get("ConversationId")) or stem}
    content = found.get("Content")
    if not isinstance(content, str):
        remedy = "export it with its transcript as text"
        return Record(place, identity, "Content is missing", remedy, str(found))
    lines = [line for line in _LABEL.sub("\n", content).splitlines() if line.strip()]
    if not any_label(lines):
        return Record(place, identity, NOBODY_SPEAKS, LABEL_REMEDY, content)
    about = {"started_at": found.get("StartTime"), "topic": found.get("topic")}
    return Record(place, identity | about | {"turns": turns_of_lines(lines)})


READER = Reader(name="knowledge_mining", version="1", sniff=sniff, read=read)
