"""Encodings, from the file's bytes to the conversation: told, named, and never guessed."""

import csv
import gzip
import io
import json
import unicodedata

import pytest

from data.conversation import Conversation
from data.encodings import encoding_by_mark, encoding_of_pieces, pieces_beyond_ascii
from data.intake import Rejected, Seen, read_file

KOREAN = ["택배가 아직 안 왔어요 ㅠㅠ", "죄송합니다, 고객님. 확인해 드릴게요."]
THAI = ["พัสดุยังไม่มาเลยค่ะ", "ต้องขออภัยด้วยนะคะ เดี๋ยวตรวจสอบให้ค่ะ"]
ENGLISH = ["Where is my parcel?", "I am sorry to hear that."]


def as_lines(texts, padding=""):
    turns = [{"role": role, "text": text} for role, text in zip(("customer", "agent"), texts, strict=True)]
    record = {"conversation_id": "c-1", "metadata": {"note": padding}, "turns": turns}
    return json.dumps(record, ensure_ascii=False)


def as_document(texts):
    return json.dumps([json.loads(as_lines(texts))], ensure_ascii=False, indent=2)


def as_table(texts):
    out = io.StringIO()
    rows = [["c-1", role, text] for role, text in zip(("customer", "agent"), texts, strict=True)]
    csv.writer(out).writerows([["conversation_id", "role", "text"], *rows])
    return out.getvalue()


def as_text(texts):
    return f"Customer: {texts[0]}\r\nAgent: {texts[1]}\r\n"


def as_cues(texts):
    return f"WEBVTT\n\n00:01.000 --> 00:02.000\nCustomer: {texts[0]}\n\n00:03.000 --> 00:04.000\nAgent: {texts[1]}\n"


def taken(tmp_path, content):
    path = tmp_path / "c-1"
    path.write_bytes(content)
    seen = Seen()
    return list(read_file(path, seen=seen)), seen


@pytest.mark.parametrize("written", [as_lines, as_document, as_table, as_text, as_cues])
@pytest.mark.parametrize(
    ("texts", "encoding", "named"),
    [
        (ENGLISH, "ascii", "utf-8"),
        (KOREAN, "utf-8", "utf-8"),
        (KOREAN, "utf-8-sig", "utf-8-sig"),
        (KOREAN, "utf-16", "utf-16"),
        (KOREAN, "utf-16-le", "utf-16-le"),
        (KOREAN, "utf-16-be", "utf-16-be"),
        (KOREAN, "cp949", "cp949"),
        (KOREAN, "euc-kr", "cp949"),
        (THAI, "utf-8", "utf-8"),
        (THAI, "utf-16", "utf-16"),
        (THAI, "tis-620", "cp874"),
        (THAI, "cp874", "cp874"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_every_encoding_is_read_and_named(tmp_path, written, texts, encoding, named, packed):
    content = written(texts).encode(encoding)
    (conversation,), seen = taken(tmp_path, gzip.compress(content) if packed else content)
    assert [turn.text for turn in conversation.turns] == texts
    assert seen.encodings == {named}
    assert len(seen.formats) == 1


def test_korean_of_windows_beyond_euc_kr(tmp_path):
    texts = ["뷁 하고 웃었어요", *KOREAN[1:]]
    (conversation,), seen = taken(tmp_path, as_lines(texts).encode("cp949"))
    assert (conversation.turns[0].text, seen.encodings) == (texts[0], {"cp949"})


@pytest.mark.parametrize(("texts", "encoding"), [(KOREAN, "cp949"), (THAI, "cp874")])
def test_the_encoding_is_told_though_the_file_begins_with_megabytes_of_english(tmp_path, texts, encoding):
    english = [as_lines(ENGLISH, "x" * 1000)] * 3000
    found, seen = taken(tmp_path, "\n".join([*english, as_lines(texts)]).encode(encoding))
    assert [turn.text for turn in found[-1].turns] == texts
    assert (len(found), seen.encodings) == (3001, {encoding})


@pytest.mark.parametrize(
    ("texts", "encoding", "broken"),
    [
        (KOREAN, "cp949", b"\xff\xff"),
        (KOREAN, "cp949", b"\xb0\x20"),
        (THAI, "cp874", b"\xdb\xfc"),
        (KOREAN, "utf-8", b"\xb1\xe8"),
        (THAI, "utf-8", "ค่ะ".encode("cp874")),
        (KOREAN, "utf-16-le", b"\x3d\xd8"),  # half of a smiling face
        (ENGLISH, "utf-16-le", b"\x00\xdc"),
        (ENGLISH, "utf-8", b"don\x92t"),
        (ENGLISH, "utf-8", "café".encode("latin-1")),
    ],
)
def test_a_broken_byte_costs_its_record_and_is_never_replaced(tmp_path, texts, encoding, broken):
    mark = "@@".encode(encoding)
    lines = [as_lines(texts), as_lines(["@@", texts[1]]), as_lines(texts)]
    found, seen = taken(tmp_path, "\n".join(lines).encode(encoding).replace(mark, broken))
    assert [type(item) for item in found] == [Conversation, Rejected, Conversation]
    assert found[1].place == "line 2"
    assert found[1].reason == "line 2 has bytes that are not text in the file's encoding"
    assert [turn.text for turn in found[2].turns] == texts
    assert seen.encodings == {encoding}


def test_a_file_that_breaks_off_inside_a_letter(tmp_path):
    content = "\n".join([as_lines(KOREAN)] * 2).encode("utf-16")
    found, _ = taken(tmp_path, content[:-1])
    assert [type(item) for item in found] == [Conversation, Rejected]
    (found, _) = taken(tmp_path, as_table(KOREAN).rstrip().encode("utf-16")[:-1])
    assert [type(item) for item in found] == [Rejected]


@pytest.mark.parametrize(("texts", "encoding"), [(KOREAN, "cp949"), (THAI, "cp874")])
def test_a_file_in_two_encodings_is_read_as_utf8_and_the_rest_refused(tmp_path, texts, encoding):
    lines = [as_lines(texts).encode("utf-8"), *[as_lines(texts).encode(encoding)] * 3]
    found, seen = taken(tmp_path, b"\n".join(lines))
    assert [type(item) for item in found] == [Conversation, Rejected, Rejected, Rejected]
    assert seen.encodings == {"utf-8"}


OTHERS = [
    ("größte Übung für Sie, schöne Grüße, natürlich möchte ich das", "cp1252"),
    ("« déjà » où est-ce à côté été élève", "cp1252"),
    ("it’s “fine” – naïve café", "cp1252"),
    ("dzień dobry gdzie jest moja paczka żółć", "cp1250"),
    ("您好，请问有什么可以帮您 我的包裹还没到", "gbk"),
    ("您好，請問有什麼可以幫您 我的包裹還沒到", "big5"),
    ("お電話ありがとうございます。荷物が届きません", "shift_jis"),
    ("お電話ありがとうございます。荷物が届きません", "euc_jp"),
    ("Здравствуйте, где моя посылка", "cp1251"),
    ("Здравствуйте, где моя посылка", "koi8_r"),
    ("Καλημέρα πού είναι το δέμα μου", "cp1253"),
    ("günaydın paketim nerede şğıİ", "cp1254"),
    ("מה שלומך איפה החבילה שלי", "cp1255"),
    ("مرحبا أين طردي من فضلك", "cp1256"),
]


@pytest.mark.parametrize(("text", "encoding"), OTHERS)
def test_other_encodings_are_not_taken_for_korean_or_thai(tmp_path, text, encoding):
    content = as_lines([text, text]).encode(encoding, "ignore")
    (rejected,), seen = taken(tmp_path, content)
    assert rejected.reason == "line 1 has bytes that are not text in the file's encoding"
    assert rejected.remedy == "save the file as UTF-8 and send it again"
    assert seen.encodings == {"utf-8"}


@pytest.mark.parametrize("text", ["김", "네 네", "ค่ะ", "ะะะะะะะ", "뷁뷁뷁뷁뷁뷁"])
def test_a_few_letters_are_no_evidence(text):
    encoding = "cp949" if text > "가" else "cp874"
    assert encoding_of_pieces(pieces_beyond_ascii(f'"{text}"'.encode(encoding))) == "utf-8"


@pytest.mark.parametrize(
    "content", [b"PAR1\0\x01", b"\0" * 40, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"PK\x03\x04\x14\0\0\0"]
)
def test_what_is_binary_has_no_encoding(content):
    assert encoding_by_mark(content) is None


def test_letters_written_apart_stay_as_they_came(tmp_path):
    texts = [unicodedata.normalize("NFD", KOREAN[0]), "ｃａｌｌ ０１０ so\u200brry"]
    (conversation,), _ = taken(tmp_path, as_lines(texts).encode())
    assert [turn.text for turn in conversation.turns] == texts
