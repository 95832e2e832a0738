"""Thai swaps: the speaker's gender in particles and pronouns, names, forms of address, spelling and dialect, identity."""

from __future__ import annotations

import re
from typing import Final

from models.evaluation.rings import ring_swap

_LETTER: Final = "[\u0e00-\u0e7f]"
_MALE: Final = re.compile(rf"(ครับผม|ครับ)(?!{_LETTER}*์)")
_FEMALE: Final = re.compile(rf"(ค่ะ|คะ(?!{_LETTER}))")
_ASKED: Final = ("นะ", "ไหม", "มั้ย", "ไหน", "อะไร", "ไร", "ยัง", "เท่าไหร่", "เมื่อไหร่", "หรือเปล่า", "ใคร", "รึเปล่า")
# ผม is also hair: not after or before the words that make it so.
_I_MALE: Final = re.compile(
    r"(?<!เส้น)(?<!ทรง)(?<!สระ)(?<!ตัด)(?<!ทำ)(?<!ย้อม)(?<!ครับ)(?<!ไดร์)ผม(?!ร่วง|หงอก|ยาว|สั้น|แห้ง)"
)
_I_FEMALE: Final = re.compile("ดิฉัน|ดิชั้น|หนู(?=ขอ|จะ|เช็ก|เช็ค|ช่วย|รบกวน)")
_YOU: Final = re.compile(
    r"(?<!ขอบ)(?<!พระ)(?<!บุญ)(?<!สรรพ)คุณ(?!ลูกค้า|ภาพ|สมบัติ|ค่า|แม่|พ่อ|หมอ|ครู|ธรรม|วุฒิ|ประโยชน์|ลักษณะ|พี่|น้อง|ตา|ยาย|ปู่|ย่า|ป้า|ลุง)"
)
_CUSTOMER: Final = "คุณลูกค้า"
_NAMES: Final = (
    ("สมชาย", "มูฮัมหมัด", "เหว่ยหมิง", "ไมเคิล", "อ่องซาน"),
    ("สมหญิง", "ฟาติมะห์", "เหมยลี่", "เอมิลี่", "มะขิ่น"),
    ("วิชัย", "อับดุลเลาะ", "จินหลง", "เดวิด", "บุนมี"),
    ("มาลี", "อามีนะห์", "เสี่ยวหลิง", "ซาร่า", "คำปัน"),
    ("ประเสริฐ", "ฮาซัน", "ต้าเหว่ย", "ปีเตอร์", "ทองคำ"),
    ("สุดา", "รอกียะห์", "ลี่น่า", "แอนนา", "จันดี"),
)
_IDENTITIES: Final = (
    ("คนไทย", "คนลาว", "คนพม่า", "คนจีน", "คนเขมร"),
    ("ชาวไทย", "ชาวลาว", "ชาวพม่า", "ชาวจีน"),
    ("พุทธ", "มุสลิม", "คริสต์"),
    ("ไปวัด", "ไปมัสยิด", "ไปโบสถ์"),
    ("ผู้สูงอายุ", "วัยรุ่น", "คนพิการ", "ชาวต่างชาติ"),
    ("คุณแม่", "คุณพ่อ", "คุณยาย", "คุณตา"),
    ("ลูกสาว", "ลูกชาย"),
    ("สามี", "ภรรยา", "แฟน"),
    ("ตาบอด", "หูหนวก"),
)
_SPELLINGS: Final = (("ค่ะ", "ค่า", "ค่ะะ"), ("ครับ", "คับ", "ค้าบ"), ("ไหม", "มั้ย", "มั๊ย"), ("นะคะ", "น้า", "นะค้า"))
_DIALECT: Final = (
    (re.compile("ไม่ใช่"), "บ่แม่น", "ไม่ใช่"),
    (re.compile("ไม่ได้"), "บ่ได้", "ม่ายด้าย"),
    (re.compile("ไม่มี"), "บ่มี", "ม่ายมี"),
    (re.compile("อะไร"), "หยัง", "ไหร"),
    (re.compile("(ไหม|มั้ย)"), "บ่", "ม้าย"),
    (re.compile("นะ(คะ|ครับ)"), r"เด้อ\1", r"นะ\1"),
)

TOLD: Final = (
    "ใช้บริการมาสักพักแล้ว",
    "เราเป็นคนลาว",
    "เราเป็นคนพม่า",
    "เรานับถือศาสนาอิสลาม",
    "เรานับถือศาสนาคริสต์",
    "เราอายุเจ็ดสิบแปดแล้ว",
    "เราอายุสิบเก้า",
    "เราตาบอด",
    "เรานั่งรถเข็น",
)


def gender(text: str) -> list[str]:
    """The speaker's particles and pronouns, all at once, as the other gender has them.

    >>> gender("ดิฉันเช็กให้แล้วค่ะ รอสักครู่นะคะ")
    ['ผมเช็กให้แล้วครับ รอสักครู่นะครับ']
    >>> gender("ผมเช็กให้แล้วครับ สะดวกไหมครับ")
    ['ดิฉันเช็กให้แล้วค่ะ สะดวกไหมคะ']
    """
    male = _MALE.search(text) or (_I_MALE.search(text) and not _FEMALE.search(text))
    if male:
        return [_MALE.sub(_female, _I_MALE.sub("ดิฉัน", text))]
    if _FEMALE.search(text) or _I_FEMALE.search(text):
        return [_FEMALE.sub("ครับ", _I_FEMALE.sub("ผม", text))]
    return []


def _female(match: re.Match[str]) -> str:
    before = match.string[: match.start()].rstrip()
    return "คะ" if before.endswith(_ASKED) else "ค่ะ"


def honorifics(text: str) -> list[str]:
    """คุณลูกค้า as คุณ, พี่ and น้อง, and คุณ as พี่, น้อง and คุณลูกค้า.

    >>> honorifics("ขอบคุณค่ะ คุณลูกค้า")
    ['ขอบคุณค่ะ คุณ', 'ขอบคุณค่ะ พี่', 'ขอบคุณค่ะ น้อง']
    """
    if _CUSTOMER in text:
        return [text.replace(_CUSTOMER, other) for other in ("คุณ", "พี่", "น้อง")]
    return [_YOU.sub(other, text) for other in ("พี่", "น้อง", _CUSTOMER)]


def dialect(text: str) -> list[str]:
    """Common words as they are said in the north-east and in the south."""
    found = []
    for region in (1, 2):
        variant = text
        for rule in _DIALECT:
            variant = rule[0].sub(str(rule[region]), variant)
        found.append(variant)
    return found


SWAPS: Final = {
    "names": ring_swap(_NAMES, before="", after=""),
    "gendered particles": gender,
    "honorifics": honorifics,
    "identity": ring_swap(_IDENTITIES, before="", after=""),
    "dialect": dialect,
    "spelling": ring_swap(_SPELLINGS, before="", after=f"(?!{_LETTER})", most=2),
}
