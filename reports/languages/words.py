"""Words that pages show as they stand in a column (states, answers, roles, topics): marked here for the catalogues."""

from __future__ import annotations

from typing import Final

from insights.saying import message

WORDS: Final = (
    # states of flags, changes, topics and trainings
    message("below"), message("above"), message("as expected"), message("not enough conversations yet"),
    message("no comparable colleagues"), message("improving"), message("declining"), message("steady"), message("new"),
    message("growing"), message("shrinking"), message("worked"), message("made it worse"), message("no effect seen"),
    message("cannot tell yet"), message("better"), message("worse"),
    # answers
    message("yes"), message("no"), message("partly"), message("not applicable"), message("unsure"), message("not scored"),
    # who speaks, and where
    message("agent"), message("customer"), message("bot"), message("system"), message("unknown"), message("call"),
    message("chat"), message("email"),
    # the same work
    message("topic"), message("language"), message("channel"), message("queue"),
    # marks in transcripts
    message("rudeness"), message("forbidden"), message("hostility"), message("opportunity"), message("empathy"),
    message("step"), message("promise"), message("outcome"), message("evidence"),
    # how conversations end, and what agents do that calms customers
    message("resolved"), message("unresolved"), message("escalated"), message("escalated to supervisor"),
    message("escalated to other team"), message("follow up"), message("abandoned"), message("offers"), message("solves"),
    message("promises"), message("hands over"), message("restates"), message("asks detail"),
    # the topics that come with the product; others keep their names
    message("account access"), message("address"), message("cancellation"), message("contract"), message("customs"),
    message("delay"), message("lost or damaged"), message("payment"), message("refund"), message("staff complaint"),
    message("technical"), message("tracking"), message("other"),
    # spans of what came in
    message("tonight"), message("altogether"),
)  # fmt: skip
