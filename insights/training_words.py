"""What an effect of training is called, and the sentence about it, from the columns of `training_effects`."""

from __future__ import annotations

import math
from typing import Any, Final

from insights.saying import ENGLISH, Say

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


def effect_reason(row: Row, say: Say = ENGLISH) -> str:
    """One sentence, and another on who is left out.

    >>> row = {"people": 12, "controls": 61, "effect": 0.081, "low": 0.034, "high": 0.128, "state": "worked", "definition": "1",
    ...        "waiting": 2, "too_few": 1, "unmatched": 0, "repeated": 0, "more_people": None, "more_controls": None}
    >>> effect_reason(row)
    '12 trained people rose 8 points more than 61 people like them who had not trained (95 % interval 3 to 13 points). Left out: 2 whose time after is not over, 1 with too few answers before or after.'
    """
    return _found(row, say) + _left_out(row, say)


def _found(row: Row, say: Say) -> str:
    if row["state"] == CANNOT_TELL:
        return _cannot_tell(row, say)
    told = {
        "people": say.plural("{n} trained person", "{n} trained people", row["people"]),
        "against": say.plural(
            "{n} person like them who had not trained",
            "{n} people like them who had not trained",
            row["controls"],
        ),
        "span": _span(row, say),
    }
    if row["state"] == NO_EFFECT:
        return say(
            "{people} changed like {against}: the difference is {points} (95 % interval {span}).",
            **told,
            points=_signed_points(row["effect"], say),
        )
    points = say.plural("{n} point", "{n} points", round(100 * abs(row["effect"])))
    if row["state"] == WORKED:
        return say(
            "{people} rose {points} more than {against} (95 % interval {span}).", **told, points=points
        )
    return say("{people} fell {points} more than {against} (95 % interval {span}).", **told, points=points)


def _cannot_tell(row: Row, say: Say) -> str:
    if not row["definition"]:
        return say("Cannot tell: no question of this name is asked.")
    if row["low"] is not None:
        return say(
            "Cannot tell yet: with {people}, the effect may lie anywhere from {span}; about {more} more are needed.",
            people=say.plural("{n} trained person", "{n} trained people", row["people"]),
            span=_span(row, say),
            more=row["more_people"],
        )
    needs = []
    if row["more_people"]:
        needs += [_comparable(row["people"], say), _more_needed(row["more_people"], say)]
    if row["more_controls"] and row["people"]:
        needs += [_untrained(row["controls"], say), _more_needed(row["more_controls"], say)]
    clauses = [", ".join(needs[place : place + 2]) for place in range(0, len(needs), 2)]
    return say("Cannot tell yet: {needs}.", needs="; ".join(clauses))


def _comparable(people: int, say: Say) -> str:
    if not people:
        return say("no trained people can be compared so far")
    return say.plural(
        "{n} trained person can be compared so far", "{n} trained people can be compared so far", people
    )


def _untrained(controls: int, say: Say) -> str:
    if not controls:
        return say("nobody like them who had not trained")
    return say("{n} like them who had not trained", n=controls)


def _more_needed(more: int, say: Say) -> str:
    return say.plural("{n} more is needed", "{n} more are needed", more)


def _left_out(row: Row, say: Say) -> str:
    named = []
    if row["waiting"]:
        named.append(say("{n} whose time after is not over", n=row["waiting"]))
    if row["too_few"]:
        named.append(say("{n} with too few answers before or after", n=row["too_few"]))
    if row["unmatched"]:
        named.append(say("{n} like whom nobody untrained was", n=row["unmatched"]))
    told = " " + say("Left out: {named}.", named=", ".join(named)) if named else ""
    if row["repeated"]:
        told += " " + say.plural(
            "{n} further training of the same people: the first one counts.",
            "{n} further trainings of the same people: the first one counts.",
            row["repeated"],
        )
    return told


def _signed(share: float) -> str:
    points = round(100 * share)
    return f"−{-points}" if points < 0 else str(points)


def _signed_points(share: float, say: Say) -> str:
    return say.plural("{n} point", "{n} points", abs(round(100 * share)), **{"n": _signed(share)})


def _span(row: Row, say: Say) -> str:
    return say("{low} to {high}", low=_signed(row["low"]), high=_signed_points(row["high"], say))
