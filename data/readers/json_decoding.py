"""JSON as the standard decoder reads it, and a key that stands twice in one object: which of the two holds nobody can say."""

from __future__ import annotations

import json
from typing import Any


class Decoder:
    """Decodes one text after the other. twice: a key of the last one that has two different values; empty without one."""

    def __init__(self) -> None:
        self.twice = ""
        self._decoder = json.JSONDecoder(object_pairs_hook=self._object_of)

    def decode(self, text: str) -> Any:
        """The value of the whole text. Raises what json.loads raises.

        >>> decoder = Decoder()
        >>> decoder.decode('[{"a": 1, "b": 2, "b": 3}]'), decoder.twice
        ([{'a': 1, 'b': 3}], 'b')
        >>> decoder.decode('{"a": 1, "a": 1}'), decoder.twice
        ({'a': 1}, '')
        """
        self.twice = ""
        return self._decoder.decode(text)

    def raw_decode(self, text: str, at: int) -> tuple[Any, int]:
        """The value that begins there, and where it ends. Raises as above."""
        self.twice = ""
        return self._decoder.raw_decode(text, at)

    def _object_of(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            self.twice = next((key for key, value in pairs if found[key] != value), self.twice)
        return found
