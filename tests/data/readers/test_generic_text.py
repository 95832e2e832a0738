"""Plain text: who speaks, and what only looks like it."""

import gzip

import pytest

from data.conversation import conversation_from
from data.readers import Head
from data.readers.generic_text import READER


def records(tmp_path, content, name="call-9.txt"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(READER.read(path))


def turns(tmp_path, content):
    (record,) = records(tmp_path, content)
    return [(t.get("role") or t["speaker"], t["text"]) for t in record.value["turns"]]


@pytest.mark.parametrize(
    ("line", "speaker", "text"),
    [
        ("Agent: hello", "agent", "hello"),
        ("AGENT : hello", "agent", "hello"),
        ("**Agent:** hello", "agent", "hello"),
        ("**Customer**: hello", "customer", "hello"),
        ("- Rep: hello", "agent", "hello"),
        ("Caller: hello", "customer", "hello"),
        ("Advisor:hello", "agent", "hello"),
        ("Client: hello", "customer", "hello"),
        ("Agent (Sarah): hello", "agent", "hello"),
        ("Bot: hello", "bot", "hello"),
        ("System: hello", "system", "hello"),
        ("[00:12] Agent: hello", "agent", "hello"),
        ("(1:00:12) Customer: hello", "customer", "hello"),
        ("00:12 - Customer: hello", "customer", "hello"),
        ("Agent [00:12]: hello", "agent", "hello"),
        ("[Agent]: hello", "agent", "hello"),
        ("[SPEAKER_00]: hello", "SPEAKER_00", "hello"),
        ("[SPEAKER_01] hello", "SPEAKER_01", "hello"),
        ("[00:00:12] [SPEAKER_00]: hello", "SPEAKER_00", "hello"),
        ("상담사: 네", "agent", "네"),
        ("상담원:네", "agent", "네"),
        ("고객님： 네", "customer", "네"),
        ("고객2: 네", "customer", "네"),
        ("챗봇: 네", "bot", "네"),
        ("시스템: 네", "system", "네"),
        ("พนักงาน: ค่ะ", "agent", "ค่ะ"),
        ("เจ้าหน้าที่ : ค่ะ", "agent", "ค่ะ"),
        ("แอดมิน：ค่ะ", "agent", "ค่ะ"),
        ("ลูกค้า: ค่ะ", "customer", "ค่ะ"),
        ("บอท: ค่ะ", "bot", "ค่ะ"),
        ("ระบบ: ค่ะ", "system", "ค่ะ"),
        ("Agent: time is 10:30, see https://x.com", "agent", "time is 10:30, see https://x.com"),
        ("Customer:", "customer", ""),
    ],
)
def test_a_line_that_begins_a_turn(tmp_path, line, speaker, text):
    assert turns(tmp_path, f"Agent: first\n{line}\n")[1:] == [(speaker, text)]


@pytest.mark.parametrize(
    "line",
    [
        "Note: bring the receipt",
        "https://example.com/a",
        "at 10:30 we close",
        "12:30",
        "Order number: 12345",
        "참고: 영수증",
        "one thing I should really mention: it was late",
        "just a line",
    ],
)
def test_a_line_that_continues_the_turn_above(tmp_path, line):
    assert turns(tmp_path, f"Agent: first\n{line}\nCustomer: ok") == [
        ("agent", f"first\n{line}"),
        ("customer", "ok"),
    ]


def test_a_remark_with_a_colon_is_no_speaker_however_often(tmp_path):
    assert len(turns(tmp_path, "Agent: a\nNote: b\nNote: c\nhttps://x\nhttps://y")) == 1


def test_names_that_begin_two_lines_are_speakers(tmp_path):
    content = "Agent Mike Rivera: hi\n\nSarah Johnson: hello\n\nAgent Mike Rivera: so\n\nSarah Johnson: yes\nPromise: kept"
    assert turns(tmp_path, content) == [
        ("agent", "hi"),
        ("Sarah Johnson", "hello"),
        ("agent", "so"),
        ("Sarah Johnson", "yes\nPromise: kept"),
    ]


def test_names_after_a_role_count_together(tmp_path):
    assert turns(tmp_path, "Agent Sarah: hi\nCustomer John Doe: hello") == [
        ("agent", "hi"),
        ("customer", "hello"),
    ]
    assert len(turns(tmp_path, "Agent: hi\nCustomer service hours: 9 to 5\nfine")) == 1


def test_times_are_seconds_or_moments(tmp_path):
    (record,) = records(tmp_path, "[00:12] Agent: a\n[1:02:03,5] Customer: b\n[2026-10-30 14:00:05] Agent: c")
    assert [(t.get("t"), t.get("at")) for t in record.value["turns"]] == [
        (12.0, None),
        (3723.5, None),
        (None, "2026-10-30 14:00:05"),
    ]


def test_the_header_describes_the_conversation(tmp_path):
    header = "# conversation_id: c-1\n# channel: call\n# language: ko-KR\n# started_at: 2026-10-30T14:00:00+09:00\n"
    header += "# agent_id: a-7\n# customer_id: u-9\n# topic: refund\n# queue: parcel\n# order_no: B-1\n\n"
    (record,) = records(tmp_path, header + "상담사: 네\n# not: a header\n")
    found = conversation_from(record.value)
    assert (found.conversation_id, found.channel, found.language, found.queue) == (
        "c-1",
        "call",
        "ko",
        "parcel",
    )
    assert (found.agent_id, found.customer_id, found.topic) == ("a-7", "u-9", "refund")
    assert found.metadata == {"order_no": "B-1"}
    assert [t.text for t in found.turns] == ["네\n# not: a header"]


def test_a_new_header_begins_another_conversation(tmp_path):
    content = (
        "Agent: one\n\n# conversation_id: c-2\n# queue: q\nAgent: two\n\n# conversation_id: c-3\nAgent: three"
    )
    found = records(tmp_path, content)
    assert [(r.place, r.value["conversation_id"], r.value["turns"][0]["text"]) for r in found] == [
        ("line 1", "call-9", "one"),
        ("line 3", "c-2", "two"),
        ("line 7", "c-3", "three"),
    ]


def test_text_above_the_first_label_is_kept_as_the_systems(tmp_path):
    assert turns(tmp_path, "Call of Monday\n\nAgent: hi") == [("system", "Call of Monday"), ("agent", "hi")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("Just some prose.\nAnd more.", "no line says who speaks"),
        ("# conversation_id: c-1\n", "there is no text"),
        (b"Agent: \xb1\xe8\xbc\xad", "the text has bytes that are not text in the file's encoding"),
        ("Agent: hi".encode("utf-16")[:-1], "the text has bytes that are not text in the file's encoding"),
    ],
)
def test_what_is_no_conversation_has_a_reason(tmp_path, content, reason):
    assert [r.reason for r in records(tmp_path, content)][-1] == reason


@pytest.mark.parametrize(
    "content",
    [
        "Agent: hi",
        "\ufeffAgent: hi",
        "Agent: hi\r\n",
        "Agent: hi".encode("utf-16"),
        gzip.compress(b"Agent: hi", mtime=0),
    ],
)
def test_encodings(tmp_path, content):
    assert turns(tmp_path, content) == [("agent", "hi")]


def test_the_id_is_the_stem_also_of_a_compressed_file(tmp_path):
    (record,) = records(tmp_path, gzip.compress(b"Agent: hi"), "call-9.txt.gz")
    assert record.value["conversation_id"] == "call-9"


@pytest.mark.parametrize(
    ("text", "is_mine"),
    [
        ("Agent: hi\nCustomer: hello", True),
        ("A: hi\nB: hello\nA: bye\nB: bye", True),
        ("# conversation_id: c\n\nAgent: hi", True),
        ("Dear team,\nplease note: all is well.\nYours", False),
        ("", False),
    ],
)
def test_prose_is_not_claimed(text, is_mine):
    assert (READER.sniff(Head("x", text.encode(), text)) > 0) is is_mine
