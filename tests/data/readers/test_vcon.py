"""vCon."""

import base64
import json
from pathlib import Path

import pytest

from data.conversation import conversation_from
from data.readers.source_text import head_of
from data.readers.vcon import READER

SAMPLES = Path(__file__).parent / "samples"
PARTIES = [
    {"name": "Ann", "tel": "+1555", "role": "customer"},
    {"name": "Bo", "uuid": "a-7", "role": "agent"},
]


def text(body, minute, **fields):
    start = f"2026-10-30T09:{minute:02}:00Z"
    return {"type": "text", "start": start, "parties": [1, 0], "body": body} | fields


CHAT = {"vcon": "0.0.2", "uuid": "u-1", "parties": PARTIES, "dialog": [text("hi", 0)]}
CALL = CHAT | {"dialog": [{"type": "recording", "start": "2026-10-30T09:00:00Z", "parties": [0, 1]}]}


def records(tmp_path, content, name="x.vcon"):
    path = tmp_path / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return list(READER.read(path))


def conversation(tmp_path, content):
    (record,) = records(tmp_path, content)
    assert record.reason == ""
    return conversation_from(record.value)


def refused(tmp_path, content):
    (record,) = records(tmp_path, content)
    assert record.remedy
    return record.reason


def transcript(body, **fields):
    return {"type": "transcript", "dialog": 0, "vendor": "v", "body": body, **fields}


def based(value):
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def test_a_chat_is_put_in_order_of_time():
    (record,) = READER.read(SAMPLES / "vcon_chat_en.json")
    chat = conversation_from(record.value)
    assert [(t.role, t.agent_id, t.t, t.text) for t in chat.turns] == [
        ("customer", None, 0.0, "Where is my parcel?"),
        ("bot", None, 2.0, "Here are some articles."),
        ("agent", "a-7", 20.0, "Hi & welcome, I am Dana."),
        ("system", None, 240.0, "transferred by agent to agent"),
        ("agent", "a-9", 300.0, "Hello, Mina here. I see the parcel."),
        ("customer", None, 330.0, "Thanks 🙂"),
        ("system", None, 350.0, "supervisor: join"),
        ("unknown", "s-1", 360.0, "We are sorry."),
        ("system", None, 420.0, "customer: dtmfdown"),
    ]
    assert (chat.turns[0].end, chat.turns[7].speaker) == (4.0, "supervisor")
    assert (chat.conversation_id[:8], chat.channel, chat.customer_id) == (
        "018f7e0c",
        "chat",
        "nok@example.com",
    )
    assert chat.started_at.isoformat() == "2026-10-30T09:00:00+00:00"
    assert chat.metadata == {"skill": "tracing", "subject": "Lost parcel"}


def test_a_call_takes_the_newest_transcript_and_its_times_from_the_recording():
    (record,) = READER.read(SAMPLES / "vcon_call_en.json")
    call = conversation_from(record.value)
    assert [(t.role, t.speaker, t.t, t.end, t.text) for t in call.turns] == [
        ("system", None, 0.0, None, "no conversation: busy"),
        ("agent", None, 600.5, 602.5, "Sam speaking."),
        ("customer", None, 603.0, None, "Hello Sam."),
        ("unknown", "speaker 0", 605.0, 606.25, "Mm."),
    ]
    assert (call.channel, call.agent_id, call.customer_id) == ("call", "+15550100002", "+15550100001")
    assert call.metadata == {"transcript_by": "newer"}


@pytest.mark.parametrize(
    "body",
    [
        "Bo: hello\n\nAnn: hi\nagain",
        "Agent: hello\nCustomer: hi\nagain",
        [{"party": 1, "text": "hello"}, {"parties": [0], "text": "hi\nagain"}],
        [{"speaker": "Agent", "message": "hello"}, {"speaker": "Customer", "message": "hi\nagain"}],
        {"segments": [{"speaker": "Bo", "text": " hello"}, {"speaker": "Ann", "text": "hi\nagain"}]},
        {"transcript": "Bo: hello\nAnn: hi\nagain"},
        json.dumps([{"role": "agent", "content": "hello"}, {"role": "customer", "content": "hi\nagain"}]),
    ],
)
def test_the_shapes_of_a_transcript(tmp_path, body):
    call = conversation(tmp_path, CALL | {"analysis": [transcript(body)]})
    assert [(t.role, t.text) for t in call.turns] == [("agent", "hello"), ("customer", "hi\nagain")]
    assert call.started_at.isoformat() == "2026-10-30T09:00:00+00:00"


def test_deepgrams_results_keep_voices_that_are_no_parties(tmp_path):
    words = [{"word": "yes", "start": 0.5, "end": 0.75, "speaker": 1}]
    body = {"results": {"channels": [{"alternatives": [{"words": words}]}]}}
    (turn,) = conversation(tmp_path, CALL | {"analysis": [transcript(body)]}).turns
    assert (turn.role, turn.speaker, turn.text, turn.t, turn.end) == (
        "unknown",
        "speaker 1",
        "yes",
        0.5,
        0.75,
    )


def test_a_transcript_that_cannot_be_read_gives_way_to_an_older_one_that_can(tmp_path):
    analysis = [transcript("Bo: old\nAnn: yes"), transcript({"unheard": "of"}), transcript("who says this?")]
    assert conversation(tmp_path, CALL | {"analysis": analysis}).turns[0].text == "old"
    assert refused(tmp_path, CALL | {"analysis": analysis[1:]}) == (
        "the transcript of dialog 0 (v) is in no form that is known, or does not say who speaks"
    )


@pytest.mark.parametrize("start", [None, "2026-10-30T09:00:00Z"])
def test_offsets_count_from_the_recordings_start_also_where_that_is_not_known(tmp_path, start):
    dialog = [{"type": "recording", "start": start}]
    body = [{"party": 1, "text": "a", "start": 2.5, "end": 3}, {"party": 0, "text": "b", "start": 4}]
    call = conversation(tmp_path, CALL | {"dialog": dialog, "analysis": [transcript(body)]})
    assert [turn.t for turn in call.turns] == [2.5, 4.0]
    assert (call.started_at is None) == (start is None)


def test_a_recording_without_a_transcript_among_others_is_an_event(tmp_path):
    dialog = [*CHAT["dialog"], {"type": "recording", "start": "2026-10-30T09:05:00Z", "duration": 60}]
    chat = conversation(tmp_path, CHAT | {"dialog": dialog})
    assert [(t.role, t.text, t.t, t.end) for t in chat.turns] == [
        ("agent", "hi", 0.0, None),
        ("system", "recording without a transcript", 300.0, 360.0),
    ]


def test_a_dialog_without_a_time_stays_behind_the_one_before_it(tmp_path):
    dialog = [text("c", 5), text("d", 0, start=None), text("a", 1), text("b", 0, start="")]
    chat = conversation(tmp_path, CHAT | {"dialog": dialog})
    assert [(t.text, t.t) for t in chat.turns] == [("a", 0.0), ("b", None), ("c", 240.0), ("d", None)]


def test_a_transcript_of_several_dialogs_is_read_once_and_hides_no_event(tmp_path):
    recording = {"type": "recording", "start": "2026-10-30T09:00:00Z"}
    dialog = [recording, {"type": "transfer", "start": "2026-10-30T09:01:00Z"}, recording]
    analysis = [
        transcript("Bo: hello", dialog=[0, 1, 2]),
        transcript("Bo: once more", dialog=7, type="summary"),
    ]
    call = conversation(tmp_path, CALL | {"dialog": dialog, "analysis": analysis})
    assert [(t.role, t.text) for t in call.turns] == [
        ("agent", "hello"),
        ("system", "transferred by someone to someone"),
    ]


def test_of_two_plain_parts_of_a_mail_the_first_is_the_message(tmp_path):
    part = "--x\r\nContent-Type: text/plain\r\n\r\n{}\r\n"
    body = part.format("hello") + part.format("footer") + "--x--"
    mail = text(body, 0, mediatype="multipart/mixed; boundary=x")
    assert [t.text for t in conversation(tmp_path, CHAT | {"dialog": [mail]}).turns] == ["hello"]


def test_times_without_an_offset_are_the_configurations_unless_others_have_one(tmp_path):
    from zoneinfo import ZoneInfo

    alone = CHAT | {"dialog": [text("a", 0, start="2026-10-30T09:00:00")]}
    (record,) = records(tmp_path, alone)
    call = conversation_from(record.value, time_zone=ZoneInfo("Asia/Seoul"))
    assert call.started_at.isoformat() == "2026-10-30T00:00:00+00:00"
    mixed = CHAT | {"dialog": [text("b", 1), text("a", 0, start="2026-10-30T09:00:00")]}
    assert [t.text for t in conversation(tmp_path, mixed).turns] == ["a", "b"]


MAIL = "--x\r\nContent-Type: text/html\r\n\r\n<p>html</p>\r\n--x\r\nContent-Type: text/plain; charset=euc-kr\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n--x--\r\n"


@pytest.mark.parametrize(
    ("fields", "expected", "channel"),
    [
        ({"body": "a < b"}, "a < b", "chat"),
        ({"body": "a &lt; <b>b</b>", "mediatype": "text/html"}, "a < b", "chat"),
        ({"body": based("네".encode()), "encoding": "base64url"}, "네", "chat"),
        ({"body": '"ok"', "encoding": "json"}, "ok", "chat"),
        ({"body": {"text": "ok"}, "encoding": "json"}, "ok", "chat"),
        (
            {
                "body": MAIL.format(base64.b64encode("안녕".encode("euc-kr")).decode()),
                "mediatype": "multipart/alternative;\n\tboundary=x",
            },
            "안녕",
            "email",
        ),
        ({"body": "Subject: s\r\n\r\nhello", "mediatype": "message/rfc822"}, "hello", "email"),
        ({"body": "hello", "message_id": "<1@mail.example.com>"}, "hello", "email"),
    ],
)
def test_bodies(tmp_path, fields, expected, channel):
    chat = conversation(tmp_path, CHAT | {"dialog": [text("", 0) | fields]})
    assert ([t.text for t in chat.turns], chat.channel) == ([expected], channel)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"body": "!!", "encoding": "base64url"}, "dialog 0.body is not text in base64url"),
        ({"body": based(b"\xff"), "encoding": "base64url"}, "dialog 0.body is not text in base64url"),
        ({"body": 7}, "dialog 0.body is not text"),
        ({"body": "{", "encoding": "json"}, "dialog 0.body is not text"),
        ({"body": None, "url": "https://x"}, "the text of a dialog is at an address, not in the file"),
        ({"body": None}, "the text of a dialog is missing"),
        ({"start": "yesterday"}, "dialog 0.start is not a time"),
        ({"start": ["2026"]}, "dialog 0.start is not a time"),
        (
            {"body": "no parts", "mediatype": "multipart/mixed"},
            "dialog 0.body is an e-mail whose text cannot be read",
        ),
        (
            {"body": MAIL.format("gQ=="), "mediatype": "multipart/mixed; boundary=x"},
            "dialog 0.body is an e-mail whose text cannot be read",
        ),
    ],
)
def test_a_dialog_that_cannot_be_read_costs_the_conversation(tmp_path, fields, reason):
    assert refused(tmp_path, CHAT | {"dialog": [text("hi", 0) | fields]}) == reason


def test_text_that_was_redacted_away_is_an_empty_turn(tmp_path):
    chat = conversation(tmp_path, CHAT | {"dialog": [text(None, 0)], "redacted": {"uuid": "u-0"}})
    assert [(t.role, t.text) for t in chat.turns] == [("agent", "")]


@pytest.mark.parametrize("key", ["critical", "must_support"])
@pytest.mark.parametrize(
    ("value", "named"), [(["CC", "WTF"], "WTF"), ("odd", "odd"), ([None], "None"), ({"a": 1}, "{'a': 1}")]
)
def test_what_must_be_understood_and_is_not_is_refused(tmp_path, key, value, named):
    (record,) = records(tmp_path, CHAT | {key: value})
    assert record.reason == f"the vCon demands extensions that are not understood here: {named}"
    assert key in record.remedy
    assert "turns" not in record.value


@pytest.mark.parametrize("value", [[], None, ["CC"], ["cc"]])
def test_what_must_be_understood_and_is(tmp_path, value):
    assert (
        conversation(tmp_path, CHAT | {"critical": value, "extensions": ["OTHER"]}).conversation_id == "u-1"
    )


def test_a_signed_vcon_is_read_and_says_that_nobody_verified_it(tmp_path):
    signed = {"payload": based(CHAT), "signatures": [{"protected": "e30", "signature": "AA"}]}
    chat = conversation(tmp_path, signed)
    assert (chat.conversation_id, chat.metadata) == ("u-1", {"signature": "not verified"})
    critical = signed | {"payload": based(CHAT | {"critical": ["odd"]})}
    assert refused(tmp_path, critical).startswith("the vCon demands extensions")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"protected": "e30", "iv": "AA", "ciphertext": "AA", "tag": "AA"}, "the vCon is encrypted (JWE)"),
        ({"payload": based({"ciphertext": "AA"}), "signatures": []}, "the vCon is encrypted (JWE)"),
        ({"payload": "!", "signatures": []}, "the signed vCon (JWS) has no vCon as its payload"),
        ({"payload": based([1]), "signatures": []}, "the signed vCon (JWS) has no vCon as its payload"),
        ({"payload": 7}, "the signed vCon (JWS) has no vCon as its payload"),
        (CHAT | {"dialog": []}, "the vCon has no dialog"),
        (CHAT | {"dialog": "odd"}, "the vCon has no dialog"),
        (CHAT | {"dialog": [], "group": [{"uuid": "u-2"}]}, "the vCon only refers to other vCons (group)"),
        (CALL, "the vCon has no transcript: dialog 0 is of type recording"),
        (CHAT | {"dialog": [None]}, "the vCon has no transcript: dialog 0 is of type unknown"),
    ],
)
def test_what_holds_no_conversation_to_read(tmp_path, content, reason):
    assert refused(tmp_path, content) == reason


def test_a_call_that_never_began_is_kept_for_its_times(tmp_path):
    dialog = [{"type": "incomplete", "start": "2026-10-30T09:00:00Z", "disposition": "no-answer"}]
    (turn,) = conversation(tmp_path, CHAT | {"dialog": dialog}).turns
    assert (turn.role, turn.text) == ("system", "no conversation: no-answer")


@pytest.mark.parametrize(
    ("party", "role", "speaker", "agent_id"),
    [
        ({"name": "Kim", "meta": {"role": "Agent"}, "mailto": "mailto:k@x.io"}, "agent", None, "k@x.io"),
        ({"name": "Agent Kim"}, "agent", None, "Agent Kim"),
        ({"name": "Kim", "sip": "sip:k@x.io"}, "unknown", "Kim", "k@x.io"),
        ({"name": "Agent Kim", "role": "host"}, "unknown", "host", None),  # a name: it may be the customer's
        ({"role": ["agent"]}, "unknown", "party 0", None),
        (None, "unknown", "party 0", None),
    ],
)
def test_who_a_party_is(tmp_path, party, role, speaker, agent_id):
    dialog = [text("hi", 0, parties=0), text("ho", 1, parties=[[9]]), text("he", 2, parties=None)]
    found = conversation(tmp_path, CHAT | {"parties": [party], "dialog": dialog}).turns
    assert (found[0].role, found[0].speaker, found[0].agent_id) == (role, speaker, agent_id)
    assert [(t.role, t.speaker) for t in found[1:]] == [("unknown", "unnamed")] * 2


def test_several_in_one_file_and_one_without_a_uuid(tmp_path):
    nameless = {key: value for key, value in CHAT.items() if key != "uuid"}
    assert conversation(tmp_path, nameless).conversation_id == "x"
    found = records(tmp_path, [CHAT, CHAT | {"critical": ["odd"]}, nameless])
    assert [record.value["conversation_id"] for record in found] == ["u-1", "u-1", None]


@pytest.mark.parametrize(
    ("content", "score"),
    [
        (CHAT, 0.98),
        (
            {"dialog": [{"body": "A" * 70_000}], "parties": [], "vcon": "0.0.1"},
            0.0,
        ),  # cut off too early to tell
        ({"analysis": [], "dialog": [{"body": "A" * 70_000}], "parties": []}, 0.98),
        ({"payload": based(CHAT | {"dialog": ["A" * 70_000]}), "signatures": []}, 0.9),
        ({"payload": based({"some": "token"}), "signatures": []}, 0.0),
        ({"ciphertext": "AA", "iv": "AA"}, 0.9),
        ({"vcon": "0.0.1", "text": "?"}, 0.5),
        ({"vcon": "0.0.1"}, 0.0),
        ({"turns": [{"vcon": 1, "dialog": [], "parties": []}]}, 0.0),
    ],
)
def test_sniff(tmp_path, content, score):
    path = tmp_path / "x"
    path.write_text(json.dumps(content))
    assert READER.sniff(head_of(path)) == score
