"""Load for benchmarks: conversations recombined from the samples, in the generic format, as many turns as are asked for.

    python -m tests.bench.generator TURNS FILE [SEED]

A conversation takes the course of a sample; its turns say sentences of the samples in new combinations, with numbers
drawn anew, templates with names, orders, dates and amounts in their slots, and canned replies word for word. Some
customers give (invented) personal data. The same seed always gives the same bytes, and a longer load begins with a
shorter one.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
FILES = {"en": "chats.jsonl.gz", "ko": "chats.jsonl", "th": "chats.jsonl"}
WITH_PERSONAL_DATA, FROM_TEMPLATE, CANNED = 0.03, 0.1, 0.25  # shares of the turns of a role
FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_DIGIT = re.compile(r"[0-9]")
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Language:
    """What is said in a language. names: of people. Templates have slots in braces, as SLOTS names them."""

    names: tuple[str, ...]
    canned: tuple[str, ...]
    agent: tuple[str, ...]
    customer: tuple[str, ...]
    personal: tuple[str, ...]


SPOKEN = {
    "en": Language(
        ("Alice Fenwick", "Tom Hartley", "Priya Nair", "Marcus Webb", "Rosa Lindqvist", "Ewan Sinclair"),
        (
            "Thank you for contacting Baram Parcel. How can I help you today?",
            "Is there anything else I can help you with?",
            "One moment please, I am looking into it for you.",
            "Thanks for waiting.",
            "Have a lovely day. Goodbye!",
        ),
        (
            "Order {order} left our depot on {date} and should reach you by {time}.",
            "I have refunded {amount} for {order}; you will see it in three to five days.",
            "I can see {count} parcels under {order}, all due on {date}.",
        ),
        (
            "where is {order}? it was due on {date}",
            "I was charged {amount} twice for order {order}.",
            "it says {count} items but only one came, at {time}",
        ),
        (
            "my name is {name} and you can call me on {phone}",
            "the card is {card}, is that enough?",
            "Send it to {email} please, the order is {order}.",
        ),
    ),
    "ko": Language(
        ("김서연", "박준호", "이하늘", "최민재", "정유나", "한지훈"),
        (
            "안녕하세요, 바람택배 고객센터입니다. 무엇을 도와드릴까요?",
            "네, 고객님. 잠시만 기다려 주세요.",
            "더 필요하신 사항 있으실까요?",
            "이용해 주셔서 감사합니다. 좋은 하루 보내세요.",
        ),
        (
            "주문 {order} 건은 {date}에 출고되어 {time}까지 도착 예정입니다.",
            "{order} 건 {amount} 환불 처리했습니다. 영업일 기준 3일 걸립니다.",
            "상자 {count}개 모두 {date} 배송 예정으로 확인됩니다.",
        ),
        (
            "{order} 언제 와요? {date}에 온다고 했잖아요",
            "{amount} 두 번 결제됐어요 주문번호는 {order}",
            "{count}개 시켰는데 하나만 왔어요 {time}쯤에요",
        ),
        (
            "제 이름은 {name}이고 번호는 {phone}이에요",
            "카드번호 {card} 맞나요?",
            "{email}로 보내 주세요 주문번호는 {order}요",
        ),
    ),
    "th": Language(
        ("ปิยะดา สุขใจ", "ศุภชัย ทองดี", "กมลชนก ใจงาม", "นภัสสร แก้วใส", "ธนา รุ่งเรือง"),
        (
            "สวัสดีค่ะ บารัมพาร์เซลยินดีให้บริการค่ะ",
            "รบกวนรอสักครู่นะคะ",
            "มีอะไรให้ช่วยเพิ่มเติมไหมคะ",
            "ขอบคุณที่ใช้บริการค่ะ",
        ),
        (
            "พัสดุ {order} ออกจากคลังวันที่ {date} ถึงภายใน {time} ค่ะ",
            "คืนเงิน {amount} ของ {order} เรียบร้อยค่ะ",
            "พบ {count} กล่อง กำหนดส่งวันที่ {date} ค่ะ",
        ),
        (
            "{order} อยู่ไหนแล้วคะ บอกว่าจะมาวันที่ {date}",
            "โดนตัด {amount} สองรอบ เลขที่ {order} ครับ",
            "สั่ง {count} ชิ้น มาแค่ชิ้นเดียว ตอน {time}",
        ),
        (
            "ชื่อ {name} เบอร์ {phone} ค่ะ",
            "บัตรที่ใช้ {card} ครับ",
            "ส่งมาที่ {email} นะคะ เลขพัสดุ {order}",
        ),
    ),
}
_CURRENCY = {"en": "£{}", "ko": "{}00원", "th": "{} บาท"}
_PHONE = {"en": "+44 7700 900{:03d}", "ko": "010-0000-{:04d}", "th": "081-000-{:04d}"}


def write_load(target: Path, turns: int, seed: int = 0) -> int:
    """Writes conversations with at least this many turns, one a line; returns the number of turns."""
    written = 0
    with target.open("w", encoding="utf-8") as file:
        for conversation in conversations(seed):
            file.write(json.dumps(conversation, ensure_ascii=False) + "\n")
            written += len(conversation["turns"])
            if written >= turns:
                return written
    raise AssertionError("conversations never end")


def conversations(seed: int = 0) -> Iterator[dict[str, Any]]:
    """Conversations without end, in the generic format."""
    draw = random.Random(seed)
    number = 0
    while True:
        language = draw.choice(tuple(FILES))
        course = draw.choice(_samples(language))
        started = FIRST_DAY + timedelta(seconds=37 * number)
        t = 0.0
        turns = []
        for turn in course["turns"]:
            turns.append({"role": turn["role"], "text": _text(draw, language, turn["role"]), "t": t})
            t = round(t + draw.uniform(2, 90), 1)
        yield {
            "conversation_id": f"{language}-{number:07d}",
            "channel": course["channel"],
            "language": language,
            "started_at": started.isoformat(),
            "agent_id": f"a-{draw.randrange(200):03d}",
            "customer_id": f"u-{draw.randrange(100_000):06d}",
            "topic": course.get("topic"),
            "queue": course["queue"],
            "csat": draw.choice((None, None, 1, 3, 4, 5)),
            "turns": turns,
        }
        number += 1


@cache
def _samples(language: str) -> list[dict[str, Any]]:
    path = SAMPLES / language / FILES[language]
    content = path.read_bytes()
    lines = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8")
    return [json.loads(line) for line in lines.splitlines()]


@cache
def _sentences(language: str, role: str) -> list[str]:
    """Every sentence that somebody in this role says in the samples, once."""
    said = (turn for sample in _samples(language) for turn in sample["turns"] if turn["role"] == role)
    return list(dict.fromkeys(sentence for turn in said for sentence in _SENTENCE.split(turn["text"])))


def _text(draw: random.Random, language: str, role: str) -> str:
    spoken, kind = SPOKEN[language], draw.random()
    if role == "customer" and kind < WITH_PERSONAL_DATA:
        return _filled(draw, language, draw.choice(spoken.personal))
    if role == "agent" and kind < CANNED:
        return draw.choice(spoken.canned)
    if role in ("agent", "customer") and CANNED <= kind < CANNED + FROM_TEMPLATE:
        return _filled(draw, language, draw.choice(spoken.agent if role == "agent" else spoken.customer))
    longest = 3 if role in ("agent", "customer") else 1
    said = draw.choices(_sentences(language, role), k=draw.randint(1, longest))
    return _DIGIT.sub(lambda digit: digit[0] if digit[0] == "0" else str(draw.randint(1, 9)), " ".join(said))


def _filled(draw: random.Random, language: str, template: str) -> str:
    return _SLOT.sub(lambda slot: SLOTS[slot[1]](draw, language), template)


def _card(draw: random.Random, _: str) -> str:
    """A number with a card's check digit, of a range that no bank uses."""
    digits = "411111" + f"{draw.randrange(10**9):09d}"
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    digits += str(-sum(value - 9 * (value > 9) for value in doubled) % 10)
    return " ".join(digits[place : place + 4] for place in range(0, 16, 4))


SLOTS: dict[str, Callable[[random.Random, str], str]] = {
    "name": lambda draw, language: draw.choice(SPOKEN[language].names),
    "phone": lambda draw, language: _PHONE[language].format(draw.randrange(1000)),
    "card": _card,
    "email": lambda draw, _: f"customer{draw.randrange(10**5)}@example.com",
    "order": lambda draw, _: f"BRM-{draw.randrange(10**6):06d}",
    "date": lambda draw, _: f"{draw.randint(1, 28)}/{draw.randint(1, 12)}",
    "time": lambda draw, _: f"{draw.randint(8, 20)}:{draw.randrange(60):02d}",
    "count": lambda draw, _: str(draw.randint(2, 9)),
    "amount": lambda draw, language: _CURRENCY[language].format(draw.randint(10, 999)),
}


def main() -> None:
    """Writes a load."""
    turns, target, *seed = sys.argv[1:]
    print(f"{write_load(Path(target), int(turns), *map(int, seed)):,} turns in {target}")


if __name__ == "__main__":
    main()
