"""Words that pages show as they stand in a column (states, answers, roles, channels): marked here for the catalogues."""

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
    # spans of what came in
    message("tonight"), message("altogether"),
)  # fmt: skip
