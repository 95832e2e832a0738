"""A failure of ours over one conversation: it is not that of its neighbours, and the conversation is not scored.

`judge` and the night share it. Where CONVOQA_TRACE is set, the trace goes to standard error, without the message of
the error, which may quote a transcript.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from traceback import format_tb
from typing import Final, TypeVar

TRACE: Final = "CONVOQA_TRACE"
OURS: Final = "an error of ours"
Item = TypeVar("Item")
Result = TypeVar("Result")


def reason_of(problem: Exception) -> str:
    """Why a conversation is not scored; shows the trace where it is asked for."""
    name = type(problem).__name__
    if os.environ.get(TRACE):
        sys.stderr.write(f"convoqa: {OURS} ({name}):\n{''.join(format_tb(problem.__traceback__))}")
    return f"{OURS} ({name}): report it"


def apart(
    items: Iterable[Item], work: Callable[[Item], Result]
) -> tuple[list[tuple[Item, Result]], list[tuple[Item, str]]]:
    """Every item with what is made of it, and those over which the work fails, with the reason.

    >>> apart([1, 0], lambda n: 1 / n)
    ([(1, 1.0)], [(0, 'an error of ours (ZeroDivisionError): report it')])
    """
    made, failed = [], []
    for item in items:
        try:
            made.append((item, work(item)))
        except Exception as problem:  # noqa: BLE001  # whatever it was, the others go on
            failed.append((item, reason_of(problem)))
    return made, failed


def together(
    items: Sequence[Item], work: Callable[[Sequence[Item]], Sequence[Result]]
) -> tuple[list[tuple[Item, Result]], list[tuple[Item, str]]]:
    """`apart` for work that takes all items at once and gives one result each: one by one where that fails."""
    try:
        return list(zip(items, work(items), strict=True)), []
    except Exception:  # noqa: BLE001  # it is met again, and named, over the item that it is of
        return apart(items, lambda item: work([item])[0])
