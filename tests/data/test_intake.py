"""Finding files, telling formats, and conversations in and out of quarantine."""

import gzip
import json
import os
import zipfile
from pathlib import Path

import pytest

from data import intake
from data.conversation import Conversation, Record
from data.intake import InputError, Rejected, UnknownFormat, detect, find_inputs, read_file
from data.readers import Reader, readers
from data.redaction import Redactor

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
TURNS = [{"role": "agent", "text": "hi"}]


def generic(**keys):
    return json.dumps({"conversation_id": "c-1", "turns": TURNS} | keys, ensure_ascii=False)


def taken(tmp_path, content, name="x.jsonl", **options):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_file(path, **options))


# finding files


@pytest.fixture
def folder(tmp_path):
    names = (
        "b.jsonl a/2.csv a/1.txt a/agents.csv surveys.csv costs.csv trainings.csv .hidden.jsonl .git/x.jsonl "
    )
    names += "planted/x.jsonl a/planted/y.jsonl README.md convoqa.yaml c.yml"
    for name in names.split():
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text("x")
    return tmp_path


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["."], ["a/1.txt", "a/2.csv", "b.jsonl"]),
        (["a", "b.jsonl", "a/1.txt"], ["a/1.txt", "a/2.csv", "b.jsonl"]),
        (["*.jsonl"], ["b.jsonl"]),
        (["**/*.csv"], ["a/2.csv"]),
        (["a*"], ["a/1.txt", "a/2.csv"]),
        (["README.md"], ["README.md"]),
        (["planted"], ["planted/x.jsonl"]),
        (["a/agents.csv"], []),
        ([], []),
    ],
)
def test_inputs(folder, paths, expected):
    assert find_inputs([folder / path for path in paths]) == [folder / name for name in expected]


@pytest.mark.parametrize("name", ["nowhere", "*.parquet"])
def test_an_input_that_is_not_there_is_wrong_usage(folder, name):
    with pytest.raises(InputError, match="does not exist: give a file, a folder, or a pattern"):
        find_inputs([folder / name])


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("in/a\0b", "NUL character"),
        ("a" * 5000, "check the path"),
        ("a/" * 3000, "check the path"),
        ("a\nb", "does not"),
    ],
)
def test_an_input_that_no_path_can_be_is_one_sentence(path, said):
    with pytest.raises(InputError, match=said) as problem:
        find_inputs([path])
    assert len(str(problem.value)) < 200
    assert str(problem.value).isprintable()


# telling formats

ZENDESK = {
    "id": "1",
    "visitor": {"id": "v"},
    "history": [{"type": "chat.msg", "msg": '"turns": [', "name": "A"}],
}
CONNECT = {
    "Transcript": [{"ParticipantId": "a", "BeginOffsetMillis": 1, "Content": '"turns": ['}],
    "turns": 1,
}


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (generic(), "jsonl"),
        (f"[{generic()}]", "jsonl"),
        (json.dumps(json.loads(generic()), indent=2), "jsonl"),
        ("garbage\n" + generic(), "jsonl"),
        ('{"conversation_id": "c-1", "turn": []}', "jsonl"),
        (
            generic(
                turns=[{"role": "agent", "text": 'WEBVTT "history": "visitor": conversation_id,role,text'}]
            ),
            "jsonl",
        ),
        ("conversation_id,role,text\nc-1,agent,hi", "csv"),
        ("conversation_id;role;text", "csv"),
        ("conversation_id\tspeaker\ttext\nc-1\tx\thi", "csv"),
        ('conversation_id,role,text\nc-1,agent,"{""turns"": []}"', "csv"),
        ("Agent: hi\nCustomer: hello", "text"),
        ('# conversation_id: c-1\nAgent: {"turns": 1}', "text"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nAgent: hi", "webvtt"),
        (json.dumps({"chats": [ZENDESK]}), "zendesk_chat"),
        (json.dumps([ZENDESK], indent=1), "zendesk_chat"),
        (json.dumps(CONNECT), "connect_voice"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_a_format_is_told_by_its_content(tmp_path, content, name, packed):
    path = tmp_path / "anything"
    path.write_bytes(gzip.compress(content.encode()) if packed else content.encode())
    assert detect(path).name == name


@pytest.mark.parametrize(
    "content", [b"some prose about nothing", b'{"vcon": "0.0.1"}', b"\x89PNG\0\1", b"a,b\n1,2\n"]
)
def test_an_unknown_format_names_those_that_were_tried(tmp_path, content):
    path = tmp_path / "x"
    path.write_bytes(content)
    names = ", ".join(readers())
    assert {"csv", "jsonl", "parquet", "text"} <= set(names.split(", "))
    with pytest.raises(UnknownFormat, match=f"no format fits, tried {names}"):
        detect(path)
    (rejected,) = read_file(path)
    assert (rejected.place, rejected.reason) == ("file", f"no format fits, tried {names}")


# conversations and rejections


def test_every_text_of_a_conversation_is_redacted(tmp_path):
    redactor = Redactor()
    turns = [
        {"role": "agent", "text": "call 010-1234-5678"},
        {"speaker": "+66 81 234 5678", "text": "a@b.io"},
    ]
    named = {"metadata": {"mail": "a@b.io", "n": 3}, "topic": "+44 7700 900123", "queue": "c@d.io"}
    (found,) = taken(tmp_path, generic(turns=turns, **named), redactor=redactor)
    assert [t.text for t in found.turns] == ["call <PHONE>", "<EMAIL>"]
    assert found.turns[1].speaker == "<PHONE_B>"
    assert found.metadata == {"mail": "<EMAIL>", "n": "3"}
    assert (found.topic, found.queue) == ("<PHONE_C>", "<EMAIL_B>")
    assert redactor.counts == {"PHONE": 3, "EMAIL": 3}


def test_what_is_no_tag_of_a_language_is_detected(tmp_path):
    (found,) = taken(tmp_path, generic(language="+44 7700 900123"))
    assert found.language is None


def test_roles_and_time_zone_reach_the_conversation(tmp_path):
    from zoneinfo import ZoneInfo

    line = generic(started_at="2026-03-01T09:00:00", turns=[{"role": "SPEAKER_00", "text": "hi"}])
    (found,) = taken(tmp_path, line, time_zone=ZoneInfo("Asia/Bangkok"), role_map={"SPEAKER_00": "customer"})
    assert found.turns[0].role == "customer"
    assert found.started_at.isoformat() == "2026-03-01T02:00:00+00:00"


@pytest.mark.parametrize(
    ("line", "conversation_id", "reason"),
    [
        (generic(turns=[]), "c-1", "turns is empty"),
        (generic(conversation_id=None), None, "conversation_id is missing"),
        (generic(conversation_id="x" * 257), "x" * 256, "conversation_id is longer than 256 characters"),
        (generic(turns=[{"text": "hi"}]), "c-1", "turns[0].role is missing"),
        (generic(channel="010-1234-5678"), "c-1", "channel is '<PHONE>'"),
        (generic(csat=10**400), "c-1", "csat is not a number"),
        ('{"conversation_id": ', None, "line 2 is not JSON: Expecting value at column 20"),
    ],
)
def test_a_bad_conversation_is_rejected_and_the_others_go_on(tmp_path, line, conversation_id, reason):
    found = taken(tmp_path, "\n".join([generic(), line, generic()]))
    assert [type(item) for item in found] == [Conversation, Rejected, Conversation]
    assert (found[1].place, found[1].conversation_id, found[1].reason) == ("line 2", conversation_id, reason)
    assert found[1].remedy


@pytest.mark.parametrize(
    "line",
    [
        '{"text": "call 010-1234-5678"',
        '{"text": "call\\n010-1234-5678"',
        json.dumps({"text": "연락처는010-1234-5678이고"})[:-1],
        b'{"text": "\xb1\xe8010-1234-5678"}',
        generic(turns=[{"role": "nobody", "text": "010-1234-5678"}]),
    ],
)
def test_an_excerpt_shows_no_personal_data(tmp_path, line):
    content = generic().encode() + b"\n" + (line if isinstance(line, bytes) else line.encode())
    rejected = taken(tmp_path, content)[1]
    assert "<PHONE>" in rejected.excerpt_redacted
    assert "1234" not in rejected.excerpt_redacted


def test_an_excerpt_shows_no_answer_to_what_was_asked(tmp_path):
    turns = [
        {"role": "agent", "text": "What is your password?"},
        {"role": "customer", "text": "hunterXyzzy77"},
        {"role": "boss"},
    ]
    [rejected] = taken(tmp_path, json.dumps({"conversation_id": "p", "turns": turns}))
    assert "<PASSWORD>" in rejected.excerpt_redacted
    assert "hunter" not in rejected.excerpt_redacted


@pytest.mark.parametrize("field", ["role", "channel"])
def test_a_reason_is_not_cut_where_redaction_would_know_a_number(tmp_path, field):
    said = "the customer whose card number is 4111 1111 1111 1111"
    turn = {"role": said if field == "role" else "agent", "text": "hi"}
    record = {"conversation_id": "p", "turns": [turn]} | ({"channel": said} if field == "channel" else {})
    [rejected] = taken(tmp_path, json.dumps(record))
    assert "a text of 53 characters" in rejected.reason
    assert "4111" not in rejected.reason + rejected.excerpt_redacted


def test_a_text_that_is_too_long_is_refused_before_it_is_redacted(tmp_path, monkeypatch):
    monkeypatch.setattr("data.conversation.LONGEST_TEXT", 10)
    [rejected] = taken(
        tmp_path, json.dumps({"conversation_id": "p", "turns": [{"role": "agent", "text": "x" * 11}]})
    )
    assert rejected.reason == "turns[0].text has 11 characters, 10 are the most"


def test_an_excerpt_is_short(tmp_path):
    (rejected,) = taken(tmp_path, generic(turns="x" * 10_000))
    assert len(rejected.excerpt_redacted) == intake.EXCERPT_SHOWN


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf \n\n", "the file holds nothing but blanks"),
        (b" " * 70_000 + b"{}", "the file begins with 65,536 blanks or more"),
        (gzip.compress(b"", mtime=0), "the compressed file holds nothing"),
        (gzip.compress(b" \n", mtime=0), "the file holds nothing but blanks"),
        (gzip.compress(generic().encode(), mtime=0)[:-9], "the compressed file is damaged or cut short"),
        (gzip.compress(generic().encode(), mtime=0)[:12], "the compressed file is damaged or cut short"),
        (b"\x1f\x8bnothing of the kind", "the compressed file is damaged or cut short"),
    ],
)
def test_a_file_that_holds_nothing_readable_is_rejected_whole(tmp_path, content, reason):
    found = taken(tmp_path, content)
    assert [(r.place, r.reason) for r in found] == [("file", reason)]


def test_a_file_that_is_not_there_or_a_folder_is_rejected_whole(tmp_path):
    for path in (tmp_path / "gone", tmp_path):
        (rejected,) = read_file(path)
        assert rejected.place == "file"
        assert rejected.reason.startswith("the file cannot be read (")


def test_an_unknown_format_name_is_wrong_usage_at_once(tmp_path):
    with pytest.raises(InputError, match="there is no format 'docx': use one of .*, csv, .*, or auto"):
        read_file(tmp_path / "x", format="docx")


def test_a_format_may_be_forced(tmp_path):
    (found,) = taken(tmp_path, "Sarah: hi\n상담사: 네", format="text")
    assert [t.role for t in found.turns] == ["system", "agent"]


def test_a_fault_of_ours_costs_the_rest_of_the_file_and_says_no_customers_word(tmp_path, monkeypatch):
    def read(path):
        yield Record("record 1", json.loads(generic()))
        raise KeyError("call me on 010-1234-5678")

    monkeypatch.setattr(intake, "readers", lambda: {"odd": Reader("odd", "1", lambda head: 1.0, read)})
    first, second = taken(tmp_path, "x")
    assert isinstance(first, Conversation)
    assert (second.place, second.reason) == ("file", "reading stopped at a fault of ours (KeyError)")
    assert "010" not in repr(second)


def test_a_fault_in_one_record_costs_that_record(tmp_path, monkeypatch):
    class Odd(Redactor):
        def redact_together(self, turns, fields=()):
            if "boom" in turns:
                raise RuntimeError("boom")
            return super().redact_together(turns, fields)

    lines = [generic(), generic(turns=[{"role": "agent", "text": "boom"}]), generic()]
    found = taken(tmp_path, "\n".join(lines), redactor=Odd())
    assert [type(item) for item in found] == [Conversation, Rejected, Conversation]
    assert found[1].reason == "reading stopped at a fault of ours (RuntimeError)"


def test_a_reader_is_a_file_and_nothing_else():
    folder = Path(intake.__file__).parent / "readers"
    defining = [file for file in folder.glob("*.py") if "\nREADER = " in file.read_text()]
    assert len(readers()) == len(defining)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no samples here")
def test_every_sample_is_taken_in():
    files = find_inputs([SAMPLES])
    assert files
    for file in files:
        assert [item for item in read_file(file) if isinstance(item, Rejected)] == [], file


def test_names_of_fields_and_the_source_are_redacted_and_told_apart(tmp_path):
    path = tmp_path / "a.jsonl"
    metadata = {"jo@example.com": "1", "ann@example.com": "2", "plan": "3"}
    path.write_text(generic(source="mail-jo@example.com", metadata=metadata), encoding="utf-8")
    (found,) = read_file(path)
    assert found.metadata == {"<EMAIL>": "2", "<EMAIL>_2": "1", "plan": "3"}
    assert "example.com" not in found.source


def test_what_has_no_end_is_refused_unopened(tmp_path):
    os.mkfifo(tmp_path / "p.jsonl")
    (pipe,) = read_file(tmp_path / "p.jsonl")
    assert (pipe.place, "pipe" in pipe.reason) == ("file", True)


def test_members_whose_names_look_the_same_are_told_apart(tmp_path):
    with zipfile.ZipFile(tmp_path / "calls.zip", "w") as archive:
        for number in ("010-1234-5678", "010-9876-5432"):
            archive.writestr(f"call_{number}.jsonl", generic() + "\n{")
    places = [item.place for item in read_file(tmp_path / "calls.zip") if isinstance(item, Rejected)]
    assert places == ["call_<PHONE>.jsonl (member 1): line 2", "call_<PHONE>.jsonl (member 2): line 2"]


@pytest.mark.parametrize(("padding", "refused"), [(b"", 1), (b"\0" * 4000, 2)])
def test_a_nul_costs_its_record_and_no_more(tmp_path, padding, refused):
    lines = [json.dumps({"conversation_id": name, "turns": TURNS}).encode() for name in "abc"]
    lines[1] = lines[1].replace(b"a", b"\0", 1)
    (tmp_path / "x").write_bytes(b"\n".join([*lines, padding]))
    found = list(read_file(tmp_path / "x"))
    assert [item.conversation_id for item in found if isinstance(item, Conversation)] == ["a", "c"]
    assert [type(item) for item in found].count(Rejected) == refused
