"""Which rows of a filled-in review file are answers, and why the others are not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from data.filled_tables import FilledRow
from data.identity import customer_key
from data.redaction import Redactor
from data.reviews import WORDS_FOR_ANSWERS, Answer, Review
from reports.review_files import unguarded
from reports.review_rows import ANSWER_ID, CONVERSATION, QUESTION, WHO, WHY, YOUR_ANSWER
from reports.wording import visible

REQUIRED: Final = (ANSWER_ID, YOUR_ANSWER, WHO)
LONGEST_WHO: Final = 100
LONGEST_WHY: Final = 5_000


@dataclass(frozen=True)
class Taken:
    """What was taken. refused: row numbers and why. open: rows without an answer yet.

    unkept: reasons that are not stored, as the words of their conversation are deleted.
    """

    reviews: list[Review]
    refused: list[tuple[int, str]]
    open: int
    unkept: int


class _Refused(ValueError):
    """A row that is no answer: the sentence says why and what to do."""


def checked(
    rows: Sequence[FilledRow], known: Mapping[str, Answer], names: Mapping[str, str], wording: Mapping[str, str], key: bytes
) -> Taken:  # fmt: skip
    """The answers in these rows, redacted. known: answers by id; names: reviewers by name without case; wording: of questions.

    key: the workspace's. Somebody whose name holds personal data, as an e-mail address, is kept by a keyed hash of it.
    """
    filled = [row for row in rows if YOUR_ANSWER in row.cells]
    redactor, spelled = Redactor(), dict(names)
    others = _Others(known, wording)
    found: dict[tuple[str, str], list[tuple[int, Review]]] = {}
    refused: list[tuple[int, str]] = []
    for row in filled:
        try:
            review = _review(row, known, others, redactor, key)
        except _Refused as problem:
            refused.append((row.number, str(problem)))
            continue
        who = spelled.setdefault(review.reviewer.casefold(), review.reviewer)
        review = Review(review.of, review.answer, who, review.reason)
        found.setdefault((review.of.answer_id, who), []).append((row.number, review))
    reviews = []
    for (_, who), given in found.items():
        if len({review.answer for _, review in given}) == 1:
            reviews.append(given[-1][1])
            continue
        told = " and ".join(f"{review.answer} in row {number}" for number, review in given)
        refused += [(number, f"{who} answers this twice, {told}: keep one") for number, _ in given]
    unkept = sum(review.of.text_deleted and review.reason is not None for review in reviews)
    kept = [Review(r.of, r.answer, r.reviewer, None) if r.of.text_deleted else r for r in reviews]
    return Taken(kept, sorted(refused), len(rows) - len(filled), unkept)


class _Others:
    """What the rows of a file may say of conversation and question: to see where ids were moved against the rest."""

    def __init__(self, known: Mapping[str, Answer], wording: Mapping[str, str]) -> None:
        self.conversations = {visible(answer.conversation_id) for answer in known.values()}
        self.wording = wording
        self.questions = set(wording.values())

    def contradict(self, row: FilledRow, answer: Answer) -> str:
        """What a row says that belongs to another answer; empty where nothing does."""
        conversation = unguarded(row.cells.get(CONVERSATION, ""))
        if conversation != visible(answer.conversation_id) and conversation in self.conversations:
            return f"conversation {conversation}"
        question = unguarded(row.cells.get(QUESTION, ""))
        if question != self.wording.get(answer.definition, question) and question in self.questions:
            return f"the question {question!r}"
        return ""


def _review(
    row: FilledRow, known: Mapping[str, Answer], others: _Others, redactor: Redactor, key: bytes
) -> Review:
    answer_id, cells = row.cells.get(ANSWER_ID, ""), row.cells
    if not answer_id:
        raise _Refused("the answer id is empty: copy it from the file that was exported")
    if kind := row.changed.get(ANSWER_ID):
        raise _Refused(f"the answer id is {kind} now: copy it as text from the file that was exported")
    answer = known.get(answer_id)
    if answer is None:
        raise _Refused(
            f"no answer has the id {answer_id[:40]!r} here: it was edited, is of another workspace, or the conversation "
            "or the question changed since: export again"
        )
    if other := others.contradict(row, answer):
        raise _Refused(
            f"the row names {other}, but its answer id belongs to another: were columns sorted one by one? Take the file as exported"
        )
    said = unguarded(cells[YOUR_ANSWER]).casefold().replace(" ", "_").replace("-", "_")
    if said not in WORDS_FOR_ANSWERS:
        raise _Refused(
            f"your answer is {_shown(cells[YOUR_ANSWER], redactor)}: write one of {', '.join(WORDS_FOR_ANSWERS)}"
        )
    return Review(answer, said, _who(row, redactor, key), _why(row, redactor))


def _who(row: FilledRow, redactor: Redactor, key: bytes) -> str:
    name = " ".join(unguarded(row.cells.get(WHO, "")).split())
    if not name:
        raise _Refused(
            "who is empty: write a name or initials in every row (merged cells hold only the first)"
        )
    if WHO in row.changed and row.changed[WHO] != "a number":
        raise _Refused(f"who is {row.changed[WHO]}: write a name or initials")
    if len(name) > LONGEST_WHO:
        raise _Refused(f"who has more than {LONGEST_WHO} characters: write a name or initials")
    return name if redactor.redact(name) == name else f"reviewer-{customer_key(key, name)[:12]}"


def _why(row: FilledRow, redactor: Redactor) -> str | None:
    why = unguarded(row.cells.get(WHY, ""))
    if len(why) > LONGEST_WHY:
        raise _Refused(f"why has more than {LONGEST_WHY:,} characters: say it shorter")
    return redactor.redact(why) or None


def _shown(text: str, redactor: Redactor) -> str:
    return repr(redactor.redact(text)[:40])
