"""Damage to JSON that keeps it JSON, or nearly: keys, types, numbers, nesting, order and spelling."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

Path = tuple[str | int, ...]

ODD_TEXTS = (
    "", " ", "\0", "\ud800", "\udc80\udcff", "\U0001f600" * 3, "\u200b\ufeff", "ก็", "가", "ﾃｽﾄ", "\u2028x\u0085y",
    "-->", "<v Agent>", "[SPEAKER_00]: x", "Agent: x", "=cmd|' /C'!A0", "2026-03-01T25:61:00Z", "9999-12-31T23:59:59-23:59",
    "0001-01-01T00:00:00+14:00", "NaN", "1e999", "-0", "true", "null", "{", '{"a":', "[" * 40, "<p>" * 30, "&#x110000;",
    "&#55296;", "eyJ2Y29uIjoiMC4wLjEifQ", "x" * 300, "1" * 5000, "٣", "１２", "²",
)  # fmt: skip
ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 7, 1e308, -1e308, 10**25, 10**400, float("nan"), float("inf"), -float("inf"),
    [], {}, [[]], [None], [7, "x", {}], {"": ""}, {"id": {"id": []}}, [{"text": "x"}], 1e15, 2**63, -(2**63), 253402300800,
)  # fmt: skip


def damaged_json(text: str, random: Random) -> str:
    """The text with some of its values, keys or spellings changed; as it is where it is no JSON."""
    values, by_line = _parsed(text)
    if not values:
        return text
    for _ in range(random.choice((1, 1, 1, 2, 3, 8))):
        index = random.randrange(len(values))
        values[index] = _damaged(values[index], random)
    spelled = [_spelled(value, random, pretty=not by_line) for value in values]
    return ("\n" if by_line else "").join(spelled)


def _parsed(text: str) -> tuple[list[Any], bool]:
    """The values of JSON lines, or the one value of a document; none where it is neither."""
    try:
        return [json.loads(text)], False
    except (ValueError, RecursionError):
        pass
    try:
        return [json.loads(line) for line in text.splitlines() if line.strip()], True
    except (ValueError, RecursionError):
        return [], True


def _places(value: Any) -> Iterator[Path]:
    waiting: list[tuple[Path, Any]] = [((), value)]
    while waiting:  # no recursion: what was damaged before may nest deeper than that goes
        path, holder = waiting.pop()
        yield path
        items = (
            holder.items()
            if isinstance(holder, dict)
            else enumerate(holder)
            if isinstance(holder, list)
            else ()
        )
        waiting += [((*path, key), item) for key, item in reversed(list(items))]


def _damaged(value: Any, random: Random) -> Any:
    place = random.choice(list(_places(value)))
    if not place:
        return random.choice([value, [value], {"data": value}, random.choice(ODD_VALUES)])
    holder = value
    for step in place[:-1]:
        holder = holder[step]
    random.choice(_DAMAGES)(holder, place[-1], random)
    return value


def _delete(holder: Any, key: Any, random: Random) -> None:
    del holder[key]


def _swap_type(holder: Any, key: Any, random: Random) -> None:
    holder[key] = random.choice(ODD_VALUES)


def _odd_text(holder: Any, key: Any, random: Random) -> None:
    holder[key] = random.choice(ODD_TEXTS)


def _mix_in(holder: Any, key: Any, random: Random) -> None:
    if isinstance(holder[key], str):
        at = random.randint(0, len(holder[key]))
        holder[key] = holder[key][:at] + random.choice(ODD_TEXTS) + holder[key][at:]
    elif isinstance(holder[key], int | float):
        holder[key] = random.choice([str(holder[key]), -holder[key], holder[key] * 10**12, [holder[key]]])


def _nest(holder: Any, key: Any, random: Random) -> None:
    for _ in range(random.choice((1, 1, 5, 200))):
        holder[key] = random.choice([[holder[key]], {str(key): holder[key]}])


def _repeat(holder: Any, key: Any, random: Random) -> None:
    if isinstance(holder, list):
        holder[key:key] = [holder[key]] * random.choice((1, 2, 50))
    else:
        holder[f"{key}2"] = holder[key]


def _rename(holder: Any, key: Any, random: Random) -> None:
    if isinstance(holder, dict):
        holder[random.choice([key.lower(), key.upper(), f" {key}", key[:-1], *holder])] = holder.pop(key)
    else:
        random.shuffle(holder)


def _exchange(holder: Any, key: Any, random: Random) -> None:
    other = random.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
    holder[key], holder[other] = holder[other], holder[key]


_DAMAGES: tuple[Callable[[Any, Any, Random], None], ...] = (
    _delete, _delete, _swap_type, _swap_type, _odd_text, _mix_in, _nest, _repeat, _rename, _exchange,
)  # fmt: skip


def _spelled(value: Any, random: Random, *, pretty: bool) -> str:
    try:
        text = json.dumps(value, ensure_ascii=random.random() < 0.3, indent=1 if pretty else None)
    except (RecursionError, ValueError):  # a number that has too many digits to be written
        text = "[" * 100_000
    if random.random() < 0.1:  # the first key again, with another value
        text = text.replace("{", '{"' + _a_key(value, random) + '": 7, ', 1)
    return text


def _a_key(value: Any, random: Random) -> str:
    keys = [place[-1] for place in _places(value) if place and isinstance(place[-1], str)]
    return json.dumps(random.choice(keys or ["x"]))[1:-1]
