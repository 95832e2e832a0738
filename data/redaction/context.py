"""What the words around a number say of it."""

from __future__ import annotations

import re
from typing import Final

from data.redaction.view import View

_CONTEXT_CHARACTERS: Final = 40
_SENTENCE_END = re.compile(r"[.!?]\s|\n")
_NAMED_NUMBER = re.compile(  # a number that follows these words at once is theirs, not a telephone's
    r"(?:track\w*|\bpart(?<!first part)(?<!last part)(?<!next part)(?<!other part)(?<!final part)(?<!second part)(?<!middle part)|\bean\b|\bupc\b|bar ?code|\bitem|parcel|order|shipment|invoice|waybill|receipt|reference|\bref|\bcase|ticket|booking|reservation"
    r"|confirmation|account|policy|serial|model|claim|\bid|\bcode|부품|품번|운송장|송장|주문|예약|접수|등기|계좌|인증|코드|일련"
    r"|อะไหล่(?:เบอร์)?|พัสดุ|ออเดอร์|คำสั่งซื้อ|ติดตาม|บัญชี|รหัส|ใบเสร็จ)"
    r"s?(?:[\s:#()'\".=|-]|number|num\b|nos?\b|id\b|code\b|is\b|was\b|번호|은|는|이|가"
    r"|หมายเลข|เลขที่|เลข|ที่|คือ|พัสดุ|สินค้า|สั่งซื้อ)*$",
    re.IGNORECASE,
)


def before(view: View, start: int) -> str:
    """The words before a number, in its sentence."""
    return _SENTENCE_END.split(view.plain[max(0, start - _CONTEXT_CHARACTERS) : start])[-1]


def is_named(view: View, start: int) -> bool:
    """Whether the words just before call it a parcel's, an order's, an account's number."""
    return _NAMED_NUMBER.search(view.plain[max(0, start - _CONTEXT_CHARACTERS) : start]) is not None
