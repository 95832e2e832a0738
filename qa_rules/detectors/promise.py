"""Promises of an agent: something that the agent or the company will do later, with its deadline where one is said.

Times (by tomorrow, within three working days) are read by `qa_rules.times`. Pack `promise.yaml`:

- `commitment`: words that promise by themselves (will call back, will send, will look into);
- `commitment_timed`: a promise only with a time in their sentence (they phone you, I have put you down);
- `commitment_by`: only with a time that a word makes a deadline (by, within): whatever the agent says of the future;
- `deadline`: words that say when without a date (soon, as soon as we know);
- `not_promise` cancels what it overlaps: offers that wait for a yes, what happens within this conversation;
  `not_promise_after` what follows it in its sentence: conditions; `not_promise_untimed` what it overlaps, unless a time
  stands within it; `not_timed` what is a promise only by its time, in its sentence: questions, rules, what is usual;
- `not_deadline`: a time that binds the customer, or tells when something is open, over or was.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from qa_rules.analysis import AnalysedText
from qa_rules.definitions import version_of
from qa_rules.detectors import Context, Sighting, detector
from qa_rules.folding import UNSPACED
from qa_rules.packs import Found, Pack, pack_version
from qa_rules.times import times_in, times_version

# Probabilities with a time: a day beside something to be done, a deadline for it, words that promise by themselves.
_SURE = (0.8, 0.86, 0.92)
_WITHOUT_A_TIME = 0.75
# Distances between a commitment and its time, in characters: what they weigh in the choice of the nearest.
_ANOTHER_SENTENCE, _UNMARKED, _OUT_OF_ORDER = 1_000, 40, 10
_REACH = 60  # characters that a condition reaches where sentences run on without a full stop
_MOST = 200  # lines of a kind looked at in one turn: nobody promises more, and pairs grow with the square
_ASKED = 30  # characters from a commitment to the end of a question that it is in, where they do


_CANCELLING = frozenset({"not_promise", "not_promise_after", "not_promise_untimed", "not_timed"})


@dataclass(frozen=True, slots=True)
class _When:
    """Words that say when. dated: a time that the grammar reads, not only "soon". is_today: a bare "today".

    marked: a word makes it a deadline. is_span: counted from now ("two days").
    """

    start: int
    end: int
    why: str
    dated: bool = False
    marked: bool = False
    is_today: bool = False
    is_span: bool = False


def _read_version(language: str) -> str:
    """Changes with the pack and with the grammar of times."""
    return version_of(pack_version(language, "promise"), times_version(language))


@detector("promise", roles=("agent",), version="2", read_version=_read_version)
def promise(context: Context, pack: Pack) -> list[Sighting]:
    """`promise` spans the sentence of the commitment; `deadline` the words that say by when, nearest to it."""
    turn = _Turn(context.text, pack.find(context.text))
    made = [commitment for commitment in turn.commitments if not turn.cancels(commitment)]
    pairs = [
        (*rank, -number, commitment, when)
        for number, commitment in enumerate(made)
        for when in turn.times
        if (rank := turn.rank(commitment, when)) is not None
    ]
    if pairs:
        sureness, _, _, best, when = max(pairs, key=itemgetter(0, 1, 2))
        return [
            Sighting("promise", 1, _SURE[sureness], *context.text.sentence_of(best.start), best.written),
            Sighting("deadline", 1, _SURE[sureness], when.start, when.end, when.why),
        ]
    plain = next((c for c in made if c.section == "commitment"), None)
    if plain is None:
        return []
    return [Sighting("promise", 1, _WITHOUT_A_TIME, *context.text.sentence_of(plain.start), plain.written)]


class _Turn:
    """What the lines of the pack and the grammar of times find in a turn."""

    def __init__(self, text: AnalysedText, found: Sequence[Found]) -> None:
        self.text = text
        self.runs_on = text.language in UNSPACED
        self.commitments = [f for f in found if f.section.startswith("commitment")][:_MOST]
        self._bound = [f for f in found if f.section == "not_deadline"][:_MOST]
        self._vague = [f for f in found if f.section == "deadline"][:_MOST]
        self._cancelling = [f for f in found if f.section in _CANCELLING][: 2 * _MOST]
        self._starts = [start for start, _ in text.sentences]
        self.times = self._times() if self.commitments else []

    def _times(self) -> list[_When]:
        """The times that can be deadlines, and the vaguer words of the pack where no time stands.

        A time that binds the customer is none, unless the agent's own promise begins within those words.
        """
        own = [c.start for c in self.commitments if c.section != "commitment_by"]
        others = [f for f in self._bound if not any(f.start < place < f.end for place in own)]
        times = [
            _When(t.start, t.end, "time", True, t.marked, t.is_today, t.is_span)
            for t in times_in(self.text.text, self.text.language)[:_MOST]
            if t.is_deadline and not any(f.start < t.end and t.start < f.end for f in others)
        ]
        vague = [
            _When(f.start, f.end, f.written)
            for f in self._vague
            if not any(f.start < t.end and t.start < f.end for t in times)
        ]
        return [*times, *vague]

    def cancels(self, commitment: Found) -> bool:
        """Whether other words make it no promise: a condition, an offer, a question, something done at once."""
        first, last = self.text.sentence_of(commitment.start)
        if commitment.section != "commitment" and self.text.text[last - 1] in "?？":
            return True
        return any(self._cancels(commitment, f) for f in self._cancelling if first <= f.start < last)

    def _cancels(self, commitment: Found, other: Found) -> bool:
        """Whether a line found in the commitment's sentence makes it no promise."""
        meets = commitment.start < other.end and other.start < commitment.end
        before, after = commitment.start - other.start, other.start - commitment.end
        match other.section:
            case "not_promise":
                return meets or commitment.section == "commitment_by"
            case "not_promise_after":
                return 0 < before <= _REACH or (before > 0 and not self.runs_on)
            case "not_promise_untimed":
                return meets and not any(w.dated and other.start < w.end <= other.end for w in self.times)
            case "not_timed":
                near = after < _ASKED and before < _REACH
                return commitment.section == "commitment_by" or (near and commitment.section != "commitment")
        return False

    def rank(self, commitment: Found, when: _When) -> tuple[int, int] | None:
        """How well a time belongs to a commitment: how surely it is one, then nearness; None where it does not."""
        plain, by = commitment.section == "commitment", commitment.section == "commitment_by"
        place = self._sentence(commitment.start)
        apart = min(abs(place - self._sentence(position)) for position in (when.start, when.end - 1))
        if apart > plain or (when.is_today and apart):
            return None
        if not plain and not when.marked and (by or when.is_today or when.is_span or not when.dated):
            return None
        far = max(when.start - commitment.end, commitment.start - when.end, 0)
        far += _ANOTHER_SENTENCE * (2 * apart + (not when.dated)) + _UNMARKED * (not when.marked)
        far += _OUT_OF_ORDER * ((when.start < commitment.start) == (self.text.language == "en"))
        if when.is_today:
            return 0, -far
        return (2 if plain else 1 if when.marked and not by else 0), -far

    def _sentence(self, position: int) -> int:
        """The number of the sentence in which a position stands."""
        return max(bisect_right(self._starts, position) - 1, 0)
