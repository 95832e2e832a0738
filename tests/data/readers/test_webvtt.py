"""WebVTT."""

import gzip

import pytest

from data.conversation import conversation_from
from data.readers.webvtt import READER


def read(tmp_path, body, name="call-3.vtt"):
    path = tmp_path / name
    path.write_bytes(body if isinstance(body, bytes) else ("WEBVTT\n\n" + body).encode())
    (record,) = READER.read(path)
    return record


def turns(tmp_path, body):
    return [
        (t.role, t.speaker, t.text, t.t, t.end) for t in conversation_from(read(tmp_path, body).value).turns
    ]


TIMES = "00:01.000 --> 00:02.500"


@pytest.mark.parametrize(
    ("cue", "expected"),
    [
        ("<v Agent>hi", [("agent", None, "hi")]),
        ("<v.loud Customer>hi</v>", [("customer", None, "hi")]),
        ("<v Agent Sarah>hi", [("agent", None, "hi")]),
        ("<v Sarah>hi", [("unknown", "Sarah", "hi")]),
        ("[SPEAKER_00]: hi", [("unknown", "SPEAKER_00", "hi")]),
        ("Agent: hi", [("agent", None, "hi")]),
        ("<v 상담사>네 &amp; <i>네</i>", [("agent", None, "네 & 네")]),
        ("<v ลูกค้า>ค่ะ", [("customer", None, "ค่ะ")]),
        ("<v Agent>one\ntwo", [("agent", None, "one\ntwo")]),
        ("<v Agent>hi</v> <v Customer>hello</v>", [("agent", None, "hi"), ("customer", None, "hello")]),
        ("<v Agent>a <00:01.500>b &lt;c&gt;", [("agent", None, "a b <c>")]),
        ("no voice: at all", [("unknown", "unnamed", "no voice: at all")]),
    ],
)
def test_who_speaks(tmp_path, cue, expected):
    found = turns(tmp_path, f"{TIMES}\n{cue}\n")
    assert [turn[:3] for turn in found] == expected
    assert {turn[3:] for turn in found} == {(1.0, 2.5)}


@pytest.mark.parametrize(
    ("timing", "begin", "end"),
    [
        ("00:01.000 --> 00:02.500", 1.0, 2.5),
        ("01:00:01.000 --> 01:00:02.250", 3601.0, 3602.25),
        ("100:00:00.000 --> 100:00:01.000", 360000.0, 360001.0),
        ("00:01.000 --> 00:02.500 align:start position:10%", 1.0, 2.5),
        ("7\n00:01.000 --> 00:02.500", 1.0, 2.5),
    ],
)
def test_times(tmp_path, timing, begin, end):
    assert turns(tmp_path, f"{timing}\n<v Agent>hi\n")[0][3:] == (begin, end)


def test_a_cue_without_voice_continues_the_speaker_before(tmp_path):
    body = f"{TIMES}\n<v Agent>I will\n\n00:02.500 --> 00:04.000\nlook it up\n\n00:05.000 --> 00:06.000\n<v Customer>ok"
    assert turns(tmp_path, body) == [
        ("agent", None, "I will look it up", 1.0, 4.0),
        ("customer", None, "ok", 5.0, 6.0),
    ]


def test_notes_describe_the_call(tmp_path):
    body = "NOTE conversation_id: c-1\n\nNOTE\nlanguage: en-GB\nqueue: parcel\norder_no: B-1\n\nNOTE just a note\n\n"
    found = conversation_from(read(tmp_path, f"{body}STYLE\n::cue {{}}\n\n{TIMES}\n<v Agent>hi").value)
    assert (found.conversation_id, found.language, found.queue, found.channel) == (
        "c-1",
        "en",
        "parcel",
        "call",
    )
    assert found.metadata == {"order_no": "B-1"}


def test_the_header_may_name_the_language_and_the_id_defaults_to_the_stem(tmp_path):
    content = f"WEBVTT - call\nKind: captions\nLanguage: th\n\n{TIMES}\n<v Agent>hi".encode()
    found = conversation_from(read(tmp_path, gzip.compress(content), "call-3.vtt.gz").value)
    assert (found.conversation_id, found.language, found.metadata) == ("call-3", "th", {})


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (f"{TIMES}\n<v Agent>a\n\n00:03 -> 00:04\n<v Agent>b\n", "line 6 has text without times"),
        (f"{TIMES}\n<v Agent>a\n\n0:3 --> 0:4\n<v Agent>b\n", "line 6 has times that cannot be read"),
        (
            f"WEBVTT\n\n{TIMES}\n<v Agent>".encode() + b"\xb1\xe8",
            "line 3 has bytes that are not text in the file's encoding",
        ),
    ],
)
def test_a_cue_that_cannot_be_read_costs_the_call(tmp_path, body, reason):
    assert read(tmp_path, body).reason == reason


def test_two_dashes_are_another_speaker(tmp_path):
    body = f"{TIMES}\n<v Agent>one\n\n{TIMES}\n-- two\n\n{TIMES}\nthree\n"
    assert [turn[:3] for turn in turns(tmp_path, body)] == [
        ("agent", None, "one"),
        ("unknown", "unnamed", "two"),
        ("unknown", "unnamed", "three"),
    ]


def test_a_line_without_times_is_not_lost_silently(tmp_path):
    assert read(tmp_path, f"{TIMES}\n<v Agent>a\n\nand more\n").reason == "line 6 has text without times"
