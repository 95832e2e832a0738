"""Street addresses in English, Korean and Thai."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from data.redaction.company_places import is_of_company
from data.redaction.english_addresses import english_addresses
from data.redaction.finding import Span
from data.redaction.korean_addresses import korean_addresses
from data.redaction.literals import Sought
from data.redaction.thai_addresses import thai_addresses
from data.redaction.view import View

HAS_NUMBER: Final = Sought(
    r"\d|teen\b|ty[ -]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten) |번지|[일이삼사오육칠팔구십백][층호동길]|[로길] ?[일이삼사오육칠팔구십백]|สิบ|ทับ|หมู่|ซอย|ถนน|ชั้น|ห้อง|แขวง|เขต|ตำบล"
)
MAYBE_ADDRESS: Final = Sought(
    r"\b(?:street|st|str|road|rd|avenue|ave|lane|ln|drive|dr|close|court|ct|crescent|cres|place|pl|square|terrace|way|boulevard"
    r"|blvd|gardens?|gdns|grove|hill|row|mews|parade|highway|hwy|parkway|circle|walk|rise|view|quay|loop|trail|path|plaza|alley|bend"
    r"|cove|crossing|run|ridge|glen|heights|meadows?|green|gate|wharf|villas|vale|yard|broadway|mall|croft|wynd|brae|chase|mount|fold|bank|end|park|point|strand|orchard"
    r"|address|addr|live|living|moved|p\.? ?o\.? ?box|pmb|to|at|soi|moo|condo|tambon|route|post ?code|postal|zip|rue|via|calle|rua)\b|-(?:ro|gil|daero|dong)\b|daero|stra(?:ß|ss)e|str\.|weg\b|platz|laan|straat"
    r"|[로길동리가] ?(?:\d|[일이삼사오육칠팔구십백])|번지|\d동|동 ?\d|호|층|아파트|빌라"
    r"|หมู่|ม\.|ซอย|ซ\.|ถนน|ถ\.|แขวง|ตำบล|ต\.|ที่อยู่|บ้าน|เลขที่|คอนโด|อาคาร|ห้อง|ตรอก|หอพัก|แมนชั่น|อพาร์",
    re.IGNORECASE,
)
ASKS_ADDRESS: Final = re.compile(
    r"(?=addr)(?<!e-mail )(?<!email )(?<!mail )(?<!ip )(?<!mac )(?<!web )\baddress(?:es)?\b(?! (?:book|field|is (?:wrong|correct|fine)))[^.]{0,60}(?:\?|please|for)|\b(?:confirm|give me|tell me|provide|share|verify|need|have|get|take|type|spell|what's|what is|is)\b[^.?]{0,30}(?<!e-mail )(?<!email )(?<!ip )\baddress\b"
    r"|\bwhere (?:should|shall|do|would|can|are|will|to|is it|is the|did|does|exactly)\b[^.?]{0,40}\b(?:deliver|send|ship|live|located|based|going|go|come|drop|collect|pick)|\bwhere (?:do|are) you (?:live|liv|based|located)|\b(?:post ?code|zip code|postal code|door number|house number|first line|street name)\b|\bwhere (?:to|should it|is it going)\?|\bwhere (?:do|did|would) you (?:want|need|like) (?:it|them|this)\b|\bship(?:ping)? it where|\bwhere you live"
    r"|(?=주소)(?<!이메일 )(?<!메일 )(?<!아이피 )(?<!ip )(?<!이메일)(?<!메일)주소|배송지|받으실 ?(?:곳|데|장소)|받을 ?곳|어디로 (?:보내|배송|가|방문)|어디에? ?(?:사세요|사시|살)|수거지|거주지|사시는 ?곳|계신 ?곳|(?:동|건물).{0,4}호수|몇 ?동 ?몇 ?호|몇 ?호|방문.{0,8}(?:어디|위치)|위치가 어디"
    r"|(?=ที่อยู่)(?<!อีเมล)(?<!เมล)ที่อยู่|(?:ส่ง|จัดส่ง|เข้า|ไป|รับ|มา)(?:ของ|สินค้า|ให้|หา)?(?:ที่ไหน|ไปไหน|ตรงไหน|ที่ใด)|บ้านเลขที่|อยู่(?:ที่|ตรง)ไหน|อยู่แถวไหน|พักที่ไหน|บ้านอยู่|เลขห้อง|ห้องอะไร|ห้องไหน|คอนโดอะไร|คอนโดไหน"
)
_LATIN: Final = re.compile("[A-Za-z]")
_HANGUL: Final = re.compile("[가-힣]")
_THAI: Final = re.compile("[\u0e01-\u0e4e]")


def addresses(view: View, asked: bool) -> Iterable[Span]:
    """Where street addresses stand. asked: the turn before asks for one."""
    text = view.plain
    found = list(
        _addresses(text, asked)
    )  # few texts have any, and what tells them from others takes long to look for
    if asked:
        return found
    if not (found and HAS_NUMBER.search(text) and MAYBE_ADDRESS.search(text)):
        return ()
    return [span for span in found if not is_of_company(text, span)]


def _addresses(text: str, asked: bool) -> Iterator[Span]:
    if _LATIN.search(text):
        yield from english_addresses(text, asked)
    if _HANGUL.search(text):
        yield from korean_addresses(text, asked)
    if _THAI.search(text):
        yield from thai_addresses(text, asked)
