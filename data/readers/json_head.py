"""The outer keys of a JSON file's beginning: what formats are told by, though the file is cut off there."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_TOKEN: Final = re.compile(r'"((?>[^"\\]+|\\.)*+)"?|[{}\[\]:]', re.DOTALL)


@lru_cache(maxsize=4)
def outer_keys(text: str) -> frozenset[str]:
    """The keys of the first object of a JSON text: the only one, the first line's, or an array's first.

    What lies deeper does not count, so that a transcript inside a container is not taken for the container.

    >>> sorted(outer_keys('[{"a": {"b": "c"}, "d": ["e"], "f": "cut o'))
    ['a', 'd', 'f']
    """
    start = text.lstrip()
    if start[:1] not in ("{", "["):
        return frozenset()
    outer = 1 if start[0] == "{" else 2
    keys: set[str] = set()
    depth, before = 0, ""
    for token in _TOKEN.finditer(start):
        mark = token[0]
        if mark in ("{", "["):
            depth += 1
        elif mark in ("}", "]"):
            depth -= 1
            if depth < outer:
                break
        elif mark == ":":
            if depth == outer:
                keys.add(before)
        else:
            before = token[1]
    return frozenset(keys)
