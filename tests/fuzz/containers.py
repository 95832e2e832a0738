"""Damage to what holds text: gzip, zip archives and Parquet tables."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from random import Random
from typing import Any

from tests.fuzz.json_damage import ODD_TEXTS

ODD_NAMES = ("../x.json", "/etc/x.json", "a\\b.json", "x", "한글.txt", "a/", "agents.csv", "__MACOSX/x.json", ".hidden.json", "x" * 300, "a:b", "con\nx.json")  # fmt: skip
ODD_CELLS: tuple[Any, ...] = (
    [7, 8], [1.5, float("nan")], [True, None], [b"\xff", b"x"], [["a"], None], [[], ["b", "c"]], [{"role": "agent"}, None],
    [Decimal("1.5"), None], [datetime(2026, 3, 1, tzinfo=UTC), None], [datetime(1, 1, 1), datetime(9999, 12, 31)], [None, None],  # noqa: DTZ001
    [[{"role": "agent", "text": "x"}], []], [10**17, -1], [1e300, -0.0], ["\0", ""],
)  # fmt: skip


def zipped(members: Sequence[tuple[str, bytes]], random: Random) -> bytes:
    """An archive of the members, some under odd names, stored or deflated."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members:
            named = random.choice(ODD_NAMES) if random.random() < 0.2 else name
            info = zipfile.ZipInfo(named, (2026, 1, 1, 0, 0, 0))
            method = random.choice(
                (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA)
            )
            archive.writestr(info, content, method)
    return buffer.getvalue()


def gzipped(content: bytes, random: Random) -> bytes:
    """The content in one gzip member, or in two."""
    half = random.choice((0, len(content) // 2))
    first = gzip.compress(content[:half], mtime=0) if half else b""
    return first + gzip.compress(content[half:], mtime=0)


def changed_parquet(content: bytes, random: Random) -> bytes:
    """The table with odd columns, types, names or row groups, written again; as it is where it cannot be read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(pa.BufferReader(content))
    except (pa.ArrowException, OSError, ValueError):
        return content
    for _ in range(random.choice((1, 1, 2, 4))):
        table = _changed_table(table, random)
    buffer = io.BytesIO()
    try:
        pq.write_table(
            table,
            buffer,
            compression=random.choice(("snappy", "none", "zstd", "gzip")),
            row_group_size=random.choice((1, 7, 1000)) if table.num_rows < 2000 else None,
            use_dictionary=random.random() < 0.5,
        )
    except (pa.ArrowException, ValueError, TypeError, OverflowError):
        return content
    return buffer.getvalue()


def _changed_table(table: Any, random: Random) -> Any:
    import pyarrow as pa

    names = list(table.column_names)
    if not names:
        return table
    at = random.randrange(len(names))
    change = random.randrange(6)
    if change == 0:
        return table.remove_column(at)
    if change == 1:
        names[at] = random.choice(
            [*names, "turns", "metadata", names[at].upper(), "", " text", "a.b", "metadata.x"]
        )
        return table.rename_columns(names)
    if change == 2:
        return table.slice(random.randrange(table.num_rows + 1), random.choice((0, 1, 5, 10_000)))
    if change == 3:
        return table.append_column(names[at], table.column(at))
    cells = random.choice(ODD_CELLS) if change == 4 else random.sample(ODD_TEXTS[4:], 3)
    if change == 5:
        cells = [cell.encode("utf-8", "ignore").decode() for cell in cells]
    column = (list(cells) * (table.num_rows // len(cells) + 1))[: table.num_rows]
    try:
        return table.set_column(at, names[at], pa.array(column))
    except (pa.ArrowException, ValueError, TypeError, OverflowError):
        return table
