"""Addresses of a company's own places, which are nobody's: "our showroom is at …", "지점 주소는 …", "สาขา … อยู่ที่ …".

They are told by the words before them in their sentence. Where the sentence speaks of a delivery, a home or of the speaker,
the address stays personal.
"""

from __future__ import annotations

import re
from typing import Final

from data.redaction.finding import Span

_ENGLISH_PLACES: Final = (
    r"(?:(?:head ?|main ?|sales |ticket )?offices?|branch|stores?|showroom|depot|warehouse|service (?:desk|cent(?:re|er)|point|counter)|workshop|clinic|surgery|restaurant|cafe|café"
    r"|salon|gym|studio|hotel|hostel|pharmacy|outlet|(?:collection|pick-?up|drop-?off) (?:point|desk|counter)|returns? (?:cent(?:re|er)|desk|department)|(?:distribution|repair|fulfil?ment) cent(?:re|er)"
    r"|headquarters|boutique|dealership|kiosk|shop|counter)"
)
_PLACE = re.compile(
    rf"\bour\b[^.?!\n]{{0,30}}?\b{_ENGLISH_PLACES}\b[^.?!\n]{{0,60}}$"
    rf"|\b(?:the|this|that|nearest|closest|local) (?!office)(?:[a-z]+ ){{0,2}}?{_ENGLISH_PLACES}\b(?:'s)?[^.?!\n]{{0,40}}$"
    r"|(?:^|[.?!\n] ?)(?:head office|showroom|(?:store|shop|branch|showroom|depot) address|service cent(?:re|er)|(?:collection|pick-?up|drop-?off) point)\b[^.?!\n]{0,20}$"
    r"|\b(?:visit|find|see|meet) us (?:at|on|in)\b[^.?!\n]{0,20}$|\bwe(?:'re| are) (?:located|based) (?:at|on)\b[^.?!\n]{0,20}$"
    r"|(?:(?:저희|당사|우리)(?:의)? ?(?:[가-힣]{1,8} ?)?(?:매장|지점|지사|본점|본사|영업점|센터|전시장|쇼룸|정비소|병원|의원|약국|호텔|펜션|리조트|식당|레스토랑|카페|학원|창고|물류 ?센터)"
    r"|(?<![가-힣])(?:[가-힣]{0,6} ?)?(?:매장|지점|지사|본점|본사|영업점|직영점|대리점|(?:서비스|고객|물류|수리) ?센터|전시장|쇼룸|정비소|[가-힣]{2,6}점)(?: ?(?:주소|위치))?(?=[은는이가 ]))[^.?!\n]{0,30}$"
    r"|(?:สาขา|ร้าน(?:ของ)?เรา|ร้านอาหาร|ที่อยู่ร้าน|หน้าร้าน|ศูนย์(?:บริการ|ซ่อม|กระจายสินค้า|สุขภาพ)?|สำนักงานใหญ่|โชว์รูม|คลินิก|โรงแรมของเรา|โรงแรมเรา|คลัง(?:สินค้า)?(?:ของ)?เรา|โกดัง(?:ของ)?เรา|จุด(?:รับ|ส่ง|บริการ)[ก-๎]{0,10}|เคาน์เตอร์)[^\n]{0,30}$",
    re.IGNORECASE,
)
_PERSONAL = re.compile(
    r"\b(?:i|i'm|i've|i'll|my|me|mine|deliver\w*|ship\w*|send|sent|couriers?|drivers?|riders?|leave it|post it|home|live|lives|living|staying|flat)\b"
    r"|배송|배달|보내(?! ?(?:주)?시면)|받을|받는|받으|(?:저희|우리|제) ?집|자택|살아|살고|사는|이사|제가|저는|퀵|여기로|거기로"
    r"|ผม|หนู|ดิฉัน|(?<![ก-๎])ฉัน|บ้าน(?:ผม|หนู|เลขที่|เรา|พี่)|(?:จัด)?ส่ง(?!คืน|กลับ|ซ่อม|สินค้าคืน|ของคืน|พัสดุคืน)|ย้าย|พัก",
    re.IGNORECASE,
)
_SENTENCE_ENDS = re.compile(r"[.?!](?=\s)|\n")
_WINDOW: Final = 120


def is_of_company(text: str, span: Span) -> bool:
    """Whether the address that stands here is that of a company's own place.

    >>> text = "Our showroom is at 5 Church Street."
    >>> is_of_company(text, (19, 34)), is_of_company("Send it to our office at 5 Church Street.", (25, 40))
    (True, False)
    """
    start, end = span
    if not _PLACE.search(text, max(0, start - _WINDOW), start):
        return False
    first = max((stop.end() for stop in _SENTENCE_ENDS.finditer(text, 0, start)), default=0)
    last = _SENTENCE_ENDS.search(text, end)
    return not _PERSONAL.search(text, first, last.start() if last else len(text))
