"""SubRip."""

from pathlib import Path

import pytest

from data.conversation import conversation_from
from data.readers.srt import READER

SAMPLE = Path(__file__).parent / "samples" / "call_en.srt"
TIMES = "00:00:01,000 --> 00:00:02,500"


def read(tmp_path, body, name="call-3.srt"):
    path = tmp_path / name
    path.write_bytes(body if isinstance(body, bytes) else body.encode())
    (record,) = READER.read(path)
    return record


def turns(tmp_path, body):
    call = conversation_from(read(tmp_path, body).value)
    return [(t.role, t.speaker, t.text, t.t, t.end) for t in call.turns]


def test_the_sample():
    (record,) = READER.read(SAMPLE)
    call = conversation_from(record.value)
    assert [(t.role, t.speaker, t.text, t.t, t.end) for t in call.turns] == [
        ("unknown", "SPEAKER_00", "Parcel service, this call is recorded.", 0.0, 3.2),
        ("agent", None, "Good morning,\nyou are speaking with Dana.", 3.4, 6.0),
        ("customer", None, "My parcel is <lost>, I think.\nIt was due on\n2", 5.8, 9.05),
        ("unknown", "unnamed", "No!", 9.4, 11.0),
        ("unknown", "unnamed", "Let me look.", 9.4, 11.0),
    ]
    assert (call.conversation_id, call.channel, call.times_ok) == ("call_en", "call", True)


@pytest.mark.parametrize("numbers", [(0, 1), (1, 2), (7, 7), ("", "")])
@pytest.mark.parametrize("between", ["\n", ""])
def test_a_cue_is_found_by_its_times(tmp_path, numbers, between):
    body = f"{numbers[0]}\n{TIMES}\nAgent: a\n{between}{numbers[1]}\n00:00:03,000 --> 00:00:04,000\nCustomer: b\n"
    assert turns(tmp_path, body) == [("agent", None, "a", 1.0, 2.5), ("customer", None, "b", 3.0, 4.0)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[SPEAKER_01]: 네", [("unknown", "SPEAKER_01", "네")]),
        ("상담사: 네", [("agent", None, "네")]),
        ('<font color="#ffffff">ลูกค้า: ค่ะ</font>', [("customer", None, "ค่ะ")]),
        ("-- Agent: hi", [("agent", None, "hi")]),
        ("- one parcel", [("unknown", "unnamed", "- one parcel")]),
        ("at 10:30 --> home", [("unknown", "unnamed", "at 10:30 --> home")]),
    ],
)
def test_who_speaks(tmp_path, text, expected):
    assert [turn[:3] for turn in turns(tmp_path, f"1\n{TIMES}\n{text}\n")] == expected


def test_a_dash_ends_the_speaker_before_and_words_after_it_are_not_the_speakers(tmp_path):
    body = f"{TIMES}\nAgent: a\n\n{TIMES}\n-- b\n\n{TIMES}\nc\n"
    assert [turn[:3] for turn in turns(tmp_path, body)] == [
        ("agent", None, "a"),
        ("unknown", "unnamed", "b"),
        ("unknown", "unnamed", "c"),
    ]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (f"1\n{TIMES}\na\n\n2\n00:00:03 --> 00:00:04\nb\n", "line 6 has times that cannot be read"),
        (f"1\n{TIMES}\na\n\n2\n00:00:03,000 -> 00:00:04,000\nb\n", "line 6 has times that cannot be read"),
        (f"hello\n\n1\n{TIMES}\na\n", "line 1 has text without times"),
        (
            f"1\n{TIMES}\n".encode() + b"\xb1\xe8\n",
            "line 3 has bytes that are not text in the file's encoding",
        ),
        ("9" * 5000 + f":00:01,000 --> 00:00:02,000\n{TIMES}\na", "line 1 has times that cannot be read"),
    ],
)
def test_a_cue_that_cannot_be_read_costs_the_call(tmp_path, body, reason):
    record = read(tmp_path, body)
    assert (record.reason, record.place) == (reason, "file")
    assert record.remedy
