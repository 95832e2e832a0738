"""What an effect of training is called, and the sentence about it, from the columns of `training_effects`."""

from __future__ import annotations

import math
from typing import Any, Final

WORKED: Final = "worked"
MADE_WORSE: Final = "made it worse"
NO_EFFECT: Final = "no effect seen"
CANNOT_TELL: Final = "cannot tell yet"
EFFECT_STATES: Final = (WORKED, MADE_WORSE, NO_EFFECT, CANNOT_TELL)

Row = dict[str, Any]


def state_of(row: Row, smallest_difference: float, fewest_people: int, fewest_controls: int) -> Row:
    """The columns state, more_people, more_controls and effect (None where it cannot be told) from the estimate.

    `worked` and `made it worse`: the interval lies on one side of 0. `no effect seen`: it includes 0 and lies within
    the smallest difference that matters, so that an effect of that size would have shown. Everything else cannot be told
    yet: with too few people, or with an interval that leaves both open.
    """
    effect, low, high = row["effect"], row["low"], row["high"]
    more_people = max(fewest_people - row["people"], 0) or None
    more_controls = max(fewest_controls - row["controls"], 0) or None
    state = CANNOT_TELL
    if effect is not None:
        if low > 0:
            state = WORKED
        elif high < 0:
            state = MADE_WORSE
        elif -smallest_difference <= low and high <= smallest_difference:
            state = NO_EFFECT
        else:
            more_people = _more(row["people"], effect, (high - low) / 2, smallest_difference)
    told = effect if state != CANNOT_TELL else None
    return {"state": state, "effect": told, "more_people": more_people, "more_controls": more_controls}


def _more(people: int, effect: float, half: float, smallest_difference: float) -> int:
    """About how many more people it takes, were the effect what it seems: until 0 or what matters is excluded."""
    wanted = max(abs(effect), smallest_difference - abs(effect))
    return max(math.ceil(people * (half / wanted) ** 2) - people, 1)


def with_reason(row: Row) -> Row:
    """The row with its sentence."""
    return row | {"reason": effect_reason(row)}


def effect_reason(row: Row) -> str:
    """One English sentence, and another on who is left out.

    >>> row = {"people": 12, "controls": 61, "effect": 0.081, "low": 0.034, "high": 0.128, "state": "worked", "definition": "1",
    ...        "waiting": 2, "too_few": 1, "unmatched": 0, "repeated": 0, "more_people": None, "more_controls": None}
    >>> effect_reason(row)
    '12 trained people rose 8 points more than 61 people like them who had not trained (95 % interval 3 to 13 points). Left out: 2 whose time after is not over, 1 with too few answers before or after.'
    """
    return _found(row) + _left_out(row)


def _found(row: Row) -> str:
    people, state = _people(row["people"]), row["state"]
    if state == CANNOT_TELL:
        return _cannot_tell(row)
    points = round(100 * abs(row["effect"]))
    against = f"{_people(row['controls'], '')} like them who had not trained"
    interval = f"(95 % interval {_span(row)})"
    if state == NO_EFFECT:
        return f"{people} changed like {against}: the difference is {_signed(row['effect'])} {_points(row['effect'])} {interval}."
    verb = "rose" if state == WORKED else "fell"
    return f"{people} {verb} {points} {'point' if points == 1 else 'points'} more than {against} {interval}."


def _cannot_tell(row: Row) -> str:
    if not row["definition"]:
        return "Cannot tell: no question of this name is asked."
    if row["low"] is not None:
        return (
            f"Cannot tell yet: with {_people(row['people'])}, the effect may lie anywhere from {_span(row)}; "
            f"about {row['more_people']} more are needed."
        )
    needs = []
    if row["more_people"]:
        needs.append(
            f"{row['people'] or 'no'} trained {'person' if row['people'] == 1 else 'people'} can be compared so far, {row['more_people']} more {'is' if row['more_people'] == 1 else 'are'} needed"
        )
    if row["more_controls"] and row["people"]:
        needs.append(
            f"{row['controls'] or 'nobody'} like them who had not trained, {row['more_controls']} more {'is' if row['more_controls'] == 1 else 'are'} needed"
        )
    return f"Cannot tell yet: {'; '.join(needs)}."


def _left_out(row: Row) -> str:
    parts = {
        "whose time after is not over": row["waiting"], "with too few answers before or after": row["too_few"],
        "like whom nobody untrained was": row["unmatched"],
    }  # fmt: skip
    named = [f"{count} {words}" for words, count in parts.items() if count]
    told = f" Left out: {', '.join(named)}." if named else ""
    if row["repeated"]:
        again = "further training" if row["repeated"] == 1 else "further trainings"
        told += f" {row['repeated']} {again} of the same people: the first one counts."
    return told


def _people(count: int, trained: str = "trained ") -> str:
    return f"{count} {trained}{'person' if count == 1 else 'people'}"


def _signed(share: float) -> str:
    points = round(100 * share)
    return f"−{-points}" if points < 0 else str(points)


def _points(share: float) -> str:
    return "point" if abs(round(100 * share)) == 1 else "points"


def _span(row: Row) -> str:
    return f"{_signed(row['low'])} to {_signed(row['high'])} {_points(row['high'])}"
