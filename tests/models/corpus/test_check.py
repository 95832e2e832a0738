"""Each check of the corpus notices the mistake it is for; the corpus that is shipped holds."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from models.corpus import FOLDER, LANGUAGES, CorpusError, faults, read
from models.corpus.check import ENOUGH, Report, check, main, masked

Line = dict[str, Any]
Corpus = dict[str, list[Line]]

AGENT = "Losing it before the wedding is awful, I'll look myself."
CUSTOMER = "This is the third broken lamp, you idiots"


def _agent(number: int, text: str, batch: str = "train-a", **more: Any) -> Line:
    labels: Line = {"empathy": 0, "rudeness": 0, "politeness": None, "spans": {}}
    return _line(number, batch) | {"role": "agent", "text": text} | labels | more


def _customer(number: int, text: str, batch: str = "train-a", **more: Any) -> Line:
    labels: Line = {"hostility": 0, "opportunity": 0, "spans": {}}
    return _line(number, batch) | {"role": "customer", "text": text} | labels | more


def _line(number: int, batch: str) -> Line:
    return {"id": f"en-{batch}-{number:04}", "theme": "lamp", "channel": "chat", "context": []}


def _sound() -> Corpus:
    return {
        "train-a": [
            _agent(1, AGENT, empathy=2, politeness=1, spans={"empathy": [0, 37]}, note="detail"),
            _customer(2, CUSTOMER, hostility=2, opportunity=1, spans={"hostility": [31, 41], "opportunity": [0, 29]}),
            _customer(3, "Do you ship to Malta?", context=[{"role": "agent", "text": "How can I help?"}]),
        ],
        "held-a": [
            _agent(1, "Which size would suit you?", "held-a", second={"empathy": 0, "rudeness": 0, "politeness": 1}),
        ],
    }  # fmt: skip


def _checked(folder: Path, corpus: Mapping[str, Iterable[Line]], language: str = "en") -> Report:
    (folder / language).mkdir(exist_ok=True)
    for batch, lines in corpus.items():
        rows = [json.dumps(line, ensure_ascii=False) for line in lines]
        (folder / language / f"{batch}.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return check(folder)


def _found(report: Report) -> list[tuple[str, tuple[str, ...]]]:
    return [(failure.check, failure.ids) for failure in report.failures]


def test_a_sound_corpus_has_no_failures(tmp_path: Path) -> None:
    report = _checked(tmp_path, _sound())
    assert report.failures == []
    assert [(batch.batch, batch.lines, batch.agent) for batch in report.batches] == [
        ("held-a", 1, 1),
        ("train-a", 3, 1),
    ]
    empathy = [counted for counted in report.labels if counted.axis == "empathy"]
    assert [(counted.batch, counted.levels) for counted in empathy] == [
        ("held-a", (1, 0, 0)),
        ("train-a", (0, 0, 1)),
    ]
    assert [counted.open for counted in report.labels if counted.axis == "politeness"] == [1, 0]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"role": "bot"}, "role is 'bot'"),
        ({"role": ["agent"]}, "role is ['agent']"),
        ({"channel": "fax"}, "channel is 'fax'"),
        ({"text": "  "}, "text is not a text, or blank"),
        ({"theme": 3}, "theme is not a text"),
        ({"note": ""}, "note is not a text"),
        ({"empathy": 3}, "empathy is 3: it is a whole number from 0 to 2"),
        ({"rudeness": True}, "rudeness is True: it is a whole number"),
        ({"rudeness": None}, "rudeness is None"),
        ({"politeness": 2}, "politeness is 2: it is a whole number from 0 to 1"),
        ({"hostility": 0}, "hostility is no key of a line whose role is agent"),
        ({"labeller": "x"}, "labeller is no key"),
        ({"spans": {}}, "empathy is 2 and has no span"),
        ({"empathy": 0}, "empathy is 0 and has a span"),
        ({"spans": {"empathy": [0, 400]}}, "is not inside the text"),
        ({"spans": {"empathy": [-99, 4]}}, "is not inside the text"),
        ({"spans": {"empathy": [5, 5]}}, "is not inside the text"),
        ({"spans": {"empathy": [6, 7]}}, "or blank"),
        ({"spans": {"empathy": [0, 5.0]}}, "is not inside the text"),
        ({"spans": {"empathy": [0, 37], "politeness": [0, 4]}}, "politeness has a span"),
        ({"spans": {"empathy": [0, 37], "hostility": [0, 4]}}, "hostility has a span"),
        ({"spans": [0, 37]}, "spans is not an object"),
        ({"context": "hello"}, "context is not a list"),
        ({"context": [{"role": "agent"}]}, "turn 1 of context has not just role and text"),
        ({"context": [{"role": "bot", "text": "Hi"}]}, "turn 1 of context has an unknown role"),
        ({"context": [{"role": "agent", "text": " "}]}, "or a blank text"),
        ({"second": {"empathy": 1}}, "second has not just the levels of empathy, rudeness, politeness"),
        ({"second": {"empathy": 5, "rudeness": 0, "politeness": None}}, "second: empathy is 5"),
    ],
)
def test_a_faulty_line_is_named(tmp_path: Path, change: Line, sentence: str) -> None:
    corpus = _sound()
    corpus["train-a"][0] |= change
    [failure] = [failure for failure in _checked(tmp_path, corpus).failures if failure.check == "row"][:1]
    assert failure.ids == ("en-train-a-0001",)
    assert "en/train-a.jsonl, row 1" in failure.message
    assert sentence in failure.message


def test_a_missing_key_is_named() -> None:
    line = _sound()["train-a"][1]
    del line["opportunity"], line["channel"]
    assert "missing: channel, opportunity" in list(faults(line))


@pytest.mark.parametrize("row", ["", "{", "[1]", '{"id": "\\'])
def test_a_row_that_is_no_object_is_named_and_the_others_are_read(tmp_path: Path, row: str) -> None:
    _checked(tmp_path, _sound())
    path = tmp_path / "en" / "train-a.jsonl"
    path.write_text(path.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")
    report = check(tmp_path)
    assert any("row 4 (no id): the row is not" in failure.message for failure in report.failures)
    assert {batch.batch: batch.lines for batch in report.batches} == {"held-a": 1, "train-a": 3}


@pytest.mark.parametrize(
    ("place", "key", "sentence"),
    [
        (2, "en-train-a-0002", "en-train-a-0002 is also the id of en/train-a.jsonl, row 2"),
        (2, "en-train-b-0003", "it is en-train-a- and a number above 0002"),
        (2, "ko-train-a-0003", "it is en-train-a- and a number above 0002"),
        (2, "en-train-a-3", "it is en-train-a- and a number above 0002"),
        (0, "en-train-a-0009", "it is en-train-a- and a number above 0009"),
    ],
)
def test_ids_are_unique_and_in_order(tmp_path: Path, place: int, key: str, sentence: str) -> None:
    corpus = _sound()
    corpus["train-a"][place]["id"] = key
    failures = _checked(tmp_path, corpus).failures
    assert {failure.check for failure in failures} == {"id"}
    assert sentence in failures[0].message


def test_a_batch_is_for_training_or_held_out(tmp_path: Path) -> None:
    corpus = {"extra": [_customer(1, "Do you ship to Malta?", "extra")]}
    assert _found(_checked(tmp_path, corpus)) == [("name", ())]


@pytest.mark.parametrize(
    "kept_out",
    [
        _customer(2, "do you ship, to malta", "held-a"),
        _customer(2, "how can I help", "held-a"),
        _customer(2, "No idea.", "held-a", context=[{"role": "agent", "text": "Do you ship to Malta?"}]),
    ],
    ids=["the turn itself", "a turn of a training context", "in its own context"],
)
def test_nothing_held_out_is_in_training(tmp_path: Path, kept_out: Line) -> None:
    corpus = _sound()
    corpus["held-a"].append(kept_out)
    assert ("leak", ("en-held-a-0002", "en-train-a-0003")) in _found(_checked(tmp_path, corpus))


ONE = "Maria, your parcel 12345 left the depot in Leeds at 9:40 and is with the driver now."
LIKE_IT = "Joanna, your parcel AB-987 left the depot in York at 11.15 and is with the driver now!"
OTHER = "Maria, parcel 12345 never reached the depot in Leeds, and nobody can say who has it."


@pytest.mark.parametrize(("batch", "number"), [("train-a", 5), ("train-b", 1)])
@pytest.mark.parametrize("block", [1, 2, 500])
def test_two_turns_too_much_alike_are_both_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: str, number: int, block: int
) -> None:
    monkeypatch.setattr("models.corpus.check._BLOCK", block)
    corpus = _sound()
    corpus["train-a"].append(_agent(4, ONE))
    corpus.setdefault(batch, []).append(_agent(number, LIKE_IT, batch))
    [failure] = _checked(tmp_path, corpus).failures
    assert (failure.check, failure.ids) == ("alike", ("en-train-a-0004", f"en-{batch}-{number:04}"))
    assert all(key in failure.message for key in failure.ids)


def test_turns_that_differ_are_not_called_alike(tmp_path: Path) -> None:
    corpus = _sound()
    corpus["train-a"] += [_agent(4, ONE), _agent(5, OTHER)]
    assert _checked(tmp_path, corpus).failures == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("김민수 고객님, 3번 창구로 오세요", "박지영 고객님, 12번 창구로 오세요", True),
        ("민수님 12,000원입니다", "지영님 9,500원입니다", True),
        ("เรียนคุณอรุณี ยอด 500 บาท", "เรียนคุณสมชาย ยอด 1,200 บาท", True),
        ("ขอบคุณที่อดทนนะคะ", "ขอบคุณที่ใจเย็นรอนะคะ", False),
        ("คุณบ้าครับ", "คุณเก่งครับ", False),
        ("오늘 날씨", "내일 날씨", False),
    ],
)
def test_names_and_numbers_are_masked_and_words_are_not(one: str, other: str, same: bool) -> None:
    assert (masked(one) == masked(other)) is same


def _words(seed: int, length: int) -> str:
    """A turn unlike any other: made-up words, `length` characters."""
    letters = random.Random(seed)
    return "".join(letters.choice("abcdefghijklmnopqrstuvwxyz  ") for _ in range(length - 2)).strip() + "zq"


@pytest.mark.parametrize(
    ("language", "opening"),
    [("en", "well then let me "), ("ko", "네 그럼 제가 바로 "), ("th", "ขออภัยในความไม่สะดวกค่ะ")],
)
def test_an_opening_that_too_many_turns_share_is_named(tmp_path: Path, language: str, opening: str) -> None:
    def corpus(shared: int) -> Corpus:
        lines = [_agent(n, (opening if n <= shared else "") + _words(n, 40)) for n in range(1, 151)]
        return {"train-a": [line | {"id": line["id"].replace("en", language, 1)} for line in lines]}

    assert _checked(tmp_path, corpus(1), language).failures == []
    [failure] = _checked(tmp_path, corpus(2), language).failures
    assert (failure.check, failure.ids) == (
        "opening",
        (f"{language}-train-a-0001", f"{language}-train-a-0002"),
    )


def _half(sign: Callable[[int, bool], Line], lines: int = 80) -> Corpus:
    """A batch of complaints and questions, alternating, in which something else differs too."""
    batch = []
    for number in range(1, lines + 1):
        complaint = number % 2 == 0
        more = sign(number, complaint)
        text = more.pop("text", _words(number, 40 + number % 7))
        spans = {"opportunity": [0, 4]} if complaint else {}
        batch.append(_customer(number, text, opportunity=int(complaint), spans=spans, **more))
    return {"train-a": batch}


def _said(text: str) -> Line:
    return {"context": [{"role": "agent", "text": text}]}


def _longer(number: int, complaint: bool) -> Line:
    return {"text": _words(number, (70 if complaint else 40) + 11 * (number % 5))}


def _shorter(number: int, complaint: bool) -> Line:
    return _longer(number, not complaint)


def _with_context(number: int, complaint: bool) -> Line:
    return _said("Anything else?") if complaint or number % 3 == 0 else {}


def _after_an_apology(number: int, complaint: bool) -> Line:
    return _said(f"{'Sorry for that' if complaint else 'Good morning'}, {_words(-number, 15)}.")


def _by_chance(number: int, complaint: bool) -> Line:
    return _said(_words(-number, 30)) if number % 4 > 1 else {}


@pytest.mark.parametrize(
    ("sign", "what"),
    [
        (_longer, "the length alone tells opportunity"),
        (_shorter, "the length alone tells opportunity"),
        (_with_context, "having a context or none tells opportunity"),
        (_after_an_apology, "the context alone tells opportunity"),
    ],
)
def test_what_gives_a_label_away_is_named(
    tmp_path: Path, sign: Callable[[int, bool], Line], what: str
) -> None:
    [failure] = _checked(tmp_path, _half(sign)).failures
    assert failure.check == "giveaway"
    assert f"en, train batches: {what}" in failure.message


def test_chance_is_no_giveaway_and_few_lines_are_not_judged(tmp_path: Path) -> None:
    assert _checked(tmp_path, _half(_by_chance)).failures == []
    report = _checked(tmp_path, _half(_longer, lines=2 * ENOUGH - 2))
    assert report.failures == []
    [length] = [
        g for g in report.giveaways if (g.half, g.label, g.sign) == ("train", "opportunity", "length")
    ]
    assert length.auc is not None
    assert length.auc > 0.8


def test_lines_of_one_context_are_guessed_from_the_others(tmp_path: Path) -> None:
    """A context that comes back with the same label tells nothing of contexts that were never seen."""
    corpus = _half(lambda number, complaint: _said(_words(-(number % 64) - 1, 60)), lines=320)
    report = _checked(tmp_path, corpus)
    [found] = [
        g for g in report.giveaways if (g.half, g.label, g.sign) == ("train", "opportunity", "context")
    ]
    assert found.auc is not None
    assert found.auc < 0.7


def test_second_labels_are_compared(tmp_path: Path) -> None:
    given = [(0, 0, 0), (1, 1, 0), (2, 1, 1), (0, 0, 1), (2, 2, None)]
    lines = []
    for number, (first, second, polite) in enumerate(given, start=1):
        twice = {"empathy": second, "rudeness": 0, "politeness": polite}
        spans = {"empathy": [0, 4]} if first else {}
        text = _words(number, 30)
        lines.append(_agent(number, text, "held-a", empathy=first, politeness=1, spans=spans, second=twice))
    found = {agreed.axis: agreed for agreed in _checked(tmp_path, {"held-a": lines}).agreement}
    assert set(found) == {"empathy", "rudeness", "politeness"}
    empathy, politeness = found["empathy"], found["politeness"]
    assert (empathy.n, empathy.same_level, empathy.same_at_1) == (5, 0.8, 1.0)
    assert empathy.kappa == pytest.approx(1 - 1 / 7)
    assert (politeness.n, politeness.one_open, politeness.same_level) == (4, 1, 0.5)
    assert found["rudeness"].kappa is None


def test_reading_stops_at_a_faulty_line_and_says_where(tmp_path: Path) -> None:
    corpus = _sound()
    corpus["train-a"][1]["hostility"] = 7
    _checked(tmp_path, corpus)
    with pytest.raises(CorpusError, match=r"train-a\.jsonl: row 2 \(en-train-a-0002\): hostility is 7"):
        read("en", tmp_path)


def test_the_command_tells_by_its_exit_status(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    assert "holds no batch" in capsys.readouterr().err
    _checked(tmp_path, _sound())
    assert main([str(tmp_path)]) == 0
    assert "the corpus holds" in capsys.readouterr().out
    corpus = _sound()
    corpus["train-a"][0]["empathy"] = 3
    _checked(tmp_path, corpus)
    assert main([str(tmp_path)]) == 1
    assert "1 to mend" in capsys.readouterr().out
    assert main([str(tmp_path), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["holds"] is False
    assert told["failures"][0]["ids"] == ["en-train-a-0001"]


def test_the_example_and_the_keys_stand_in_the_readme() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    example = json.loads(readme.split("```json\n")[1].split("```")[0])
    assert list(faults(example)) == []
    start, end = example["spans"]["empathy"]
    assert example["text"][start:end].endswith("no wonder you're upset.")
    for key in {*example, "second", "hostility", "opportunity"}:
        assert f"| `{key}`" in readme or f"`{key}` |" in readme, key


@pytest.fixture(scope="module")
def shipped() -> Report:
    return check()


def test_the_shipped_corpus_holds(shipped: Report) -> None:
    assert [failure.message for failure in shipped.failures if failure.check != "giveaway"] == []
    assert {batch.language for batch in shipped.batches} == set(LANGUAGES)


def test_nothing_gives_the_shipped_labels_away(shipped: Report) -> None:
    assert [failure.message for failure in shipped.failures if failure.check == "giveaway"] == []
