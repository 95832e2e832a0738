"""Korean addresses: by road or by lot, with or without the city, and flats in blocks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from data.redaction.finding import Span, overlaps
from data.redaction.literals import Sought
from data.redaction.words import words_of

_SAID: Final = "[일이삼사오육륙칠팔구십백천공영]"
_REGION = (
    r"(?:(?:[가-힣]{2,4}(?:특별시|광역시|특별자치시|특별자치도)|[가-힣]{2,4}[시도]|서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주|수원|성남|용인|고양|창원|청주|전주|천안|포항|안산|안양|남양주|화성|평택|의정부|파주|시흥|김포|광명|군포|하남|오산|이천|안성|구리|춘천|원주|강릉|충주|제천|아산|서산|군산|익산|목포|여수|순천|구미|경산|경주|안동|김해|진주|양산|거제|통영|동탄|분당|일산|판교|평촌)"
    r",? ?(?=[가-힣]))"
)
_DISTRICT = r"(?:[가-힣]{1,5}[시군구읍면],? ?(?=[가-힣]))"
_QUARTER = r"(?:(?:[가-힣]{1,6}\d?(?:동|리)|[가-힣]{1,5}\d가),? )"
_NUMBER = rf"(?:\d{{1,5}}(?:-\d{{1,4}}| ?(?:의|다시) ?\d{{1,4}})?|{_SAID}{{1,8}}(?: ?(?:에|다시|대시|의|-) ?{_SAID}{{1,6}})?)"
_NO_COUNT = r"(?![\d,.]*\d|가 ?역|[ ]?(?:원|만|천(?!호)|개|명|시(?![가-힣]*[동구])|분(?!당)|월|년|회|배|%|박|밧|달러|kg|[cmk]?m|차(?!\s)|위|호선|시간|일(?![가-힣]*호|로)|주일?(?!택)|점(?!포)|도(?!로)|살|대(?!로)|장|권|건|잔|병|통|벌|켤레|마리|시부터)|번(?!지|길))"
_BUILDINGS: Final = r"(?:아파트|빌라|오피스텔|빌딩|타워|타운|맨션|멘션|연립|주택|자이|래미안|푸르지오|힐스테이트|롯데캐슬|캐슬|더샵|아이파크|이편한세상|e편한세상|원룸|하우스|하이츠|상가|리버뷰|팰리스|파크|센터|스퀘어|프라자|플라자|빌|빌리지|고시원|기숙사|생활관|별관|본관|아크로|센트럴|호텔|병원|학교|회관|마을|단지|시티|월드|스카이)"
_ROOM = rf"(?:(?:지하|반지하|지상|옥탑) ?)?(?:[A-Za-z가나다라마바]|제)?-?(?:\d{{1,5}}|{_SAID}{{1,6}}|[A-Z]|[가나다라마바사](?=동)|[상중하](?=층)|옥탑|지하) ?(?:동|호실?|층|단지|차(?= ))(?![화작전아서대호네](?!수))"
_HOME = rf"(?:\s?[,/]?\s{{0,2}}(?:\([가-힣A-Za-z0-9,\s·-]{{1,30}}\)|{_ROOM}|[가-힣A-Za-z\d]{{0,12}}{_BUILDINGS}(?:\s?\d{{1,2}}(?:차|단지))?(?=[\s,(]|{_ROOM}|$)|[가-힣A-Za-z\d]{{2,10}} (?=(?:\d{{1,4}}|{_SAID}{{1,5}}|[A-Z가나다라]) ?동 ?(?:\d|{_SAID})|\d{{1,3}}층|\d{{3,4}}호)|(?<=동)\s?\d{{3,4}}(?!\d|원|-)|옥탑방?|반지하|지하))"
_POSTAL = r"(?:\s?[,(]?\s?(?:우편번호|우)?\)?\s?\(?\d{5}\)?(?![\d-]))"
_STREET = rf"(?:[가-힣][가-힣0-9]{{0,11}}?(?:대로|로|길)(?!로)(?: ?(?:\d{{1,4}}|{_SAID}{{1,6}})[가-하]?(?:번|안|번안)?길)?)"
_KOREAN = Sought(
    rf"(?<![가-힣])(?:\(?우?\)?\s?\d{{5}}\)?,? )?(?:(?P<region>{_REGION}?{_DISTRICT}{{0,3}}{_QUARTER}?))?"
    rf"(?P<street>{_STREET}|[가-힣]{{1,6}}\d?(?:동|리)|[가-힣]{{1,5}}\d가)\s?(?:산 ?)?(?P<number>{_NUMBER})(?P<lot> ?번지)?{_NO_COUNT}(?P<home>{_HOME}{{0,6}}){_POSTAL}?"
)
_BLOCKS = Sought(
    rf"(?<![가-힣])(?P<region>{_REGION}?{_DISTRICT}{{0,2}}{_QUARTER}?)(?P<home>(?:[가-힣A-Za-z\d]{{0,12}}{_BUILDINGS}(?:\s?\d{{1,2}}(?:차|단지))?,? ?|(?P<plain>[가-힣A-Za-z]{{2,10}},? )){{0,2}}(?P<block>\d{{1,4}}|{_SAID}{{1,5}}|[A-Z가나다라])동,? ?(?:\d{{2,5}}|{_SAID}{{2,7}})호)"
)
_REGION_HOME = Sought(
    rf"(?<![가-힣])(?P<region>{_REGION}?{_DISTRICT}{{1,3}}(?:[가-힣]{{1,6}}\d?(?:동|리|가) )?)(?P<home>[가-힣A-Za-z\d]{{0,12}}{_BUILDINGS}(?:{_HOME}){{0,4}}(?:\d{{1,4}}|층|호|동))"
)
_CONTEXT = re.compile(
    r"주소|배송지|받는 ?곳|받을 ?곳|사는 ?[곳데]|살고|살아요|사는데|거주|이사|보내|배달|도로명|자택|집은|집이|우리 ?집|댁|수거지|픽업|방문|출장|설치|회사는|사무실|가게는|매장은|지번|번지|위치"
)
_ANSWER = re.compile(
    r"(?:(?:네네|넵|네|예|아|어|음|저기|그|저희 집은|집은|주소는|여기는|여긴|배송지는|저는|저희는)[\s,.!~…]+)*"
)
_ANSWERED_ROOM = re.compile(
    rf"(?P<home>{_ROOM}(?:\s?,?\s?{_ROOM}){{0,3}})(?=\s*(?:$|[.,!?]|이요|요|입니|이에|예요|로|으로))"
)
_WORDS_TOO: Final = words_of(
    "이사 사이 오이 이천 일이 구이 천이 백이 공사 이공 이오 사공 이일 일일 영구 일사 구백 이백 일"
)
_NO_BUILDING = re.compile("(?:[라고은는이가도을를면서데로]|까지|에서|부터)$")
_NOT_A_STREET = re.compile(
    r"(?:.*(?:으로|별로|대로변|새로|서로|바로|따로|스스로|가로|세로|홀로|최대로|그대로|제대로|마음대로|때로|실제로|주로|진짜로|추가로|무료로|유료로|프로|제로|유로"
    r"|수수료로|금액으로|전화로|카드로|번호로|통로|경로|도로|피로|회로|오는길|가는길|오는 길|하루|요로|앞길|지름길|하나로|(?<![일이삼사오육칠팔구십])이대로|차례로|별도로|택배로|문자로|메일로|이유로|기준로|그래로|순서로|종류로|정도로|날짜로|이후로|상태로|멋대로|대체로|자동으로|수시로|결과로|개월로|코드로|계좌로|링크로|억지로|모로|토로|카톡으로|함부로|별개로|당시로|의미로|사유로|용도로|위주로|제로)|[두세네]|[그이저][로길]|[가-힣]|.*(?:활동|행동|자동|이동|변동|운동|작동|연동|공동|노동|감동|진동|소동|충동|동동|[두세네한] ?동|처리|관리|수리|정리|거리|자리|요리|소리|머리|우리|빨리|미리|멀리|유리|논리|의리|무리|심리|승리|따리|마리|다리|권리|배터리|카테고리|메모리|갤러리|딜리버리|도리|그리|이리|저리|조리|분리|금리|대리))"
)


def korean_addresses(text: str, asked: bool) -> Iterator[Span]:
    """Where Korean addresses stand. asked: the turn before asks for one."""
    found = [
        _trimmed(text, match.span()) for match in _KOREAN.finditer(text) if _is_address(text, match, asked)
    ]
    yield from found
    starts = [start for start, _ in found]
    for form in (_BLOCKS, _REGION_HOME):
        for match in form.finditer(text):
            if form is _BLOCKS and not (
                asked or any(c.isdigit() for c in match["home"]) or _near(text, match)
            ):
                continue
            start = match.start()
            if form is _BLOCKS and match["plain"] and _NO_BUILDING.search(match["plain"].rstrip(" ,")):
                start = match.start("block")
            before = bisect_right(starts, match.start()) - 1
            if before < 0 or found[before][1] < match.end():
                yield _trimmed(text, (start, match.end()))
    room = _ANSWERED_ROOM.match(text, _start(text)) if asked else None
    if room is not None and not overlaps(room.span("home"), found):
        yield room.span("home")


def _start(text: str) -> int:
    match = _ANSWER.match(text)
    return match.end() if match else 0


def _near(text: str, match: re.Match[str]) -> bool:
    return _CONTEXT.search(text, max(0, match.start() - 30), match.end() + 15) is not None


def _trimmed(text: str, span: Span) -> Span:
    start, end = span
    return start, start + len(text[start:end].rstrip(" ,/("))


def _is_address(text: str, match: re.Match[str], asked: bool) -> bool:
    """A road or a quarter with a number: with its region, its home, its lot, or where an address is spoken of."""
    street, number = match["street"], match["number"]
    if _NOT_A_STREET.fullmatch(street):
        return False
    region = (match["region"] or "").strip()
    told = asked or _near(text, match)
    written = number[0].isdigit()
    if match["lot"]:
        return written or told or bool(region)
    if number in _WORDS_TOO and not match["home"]:
        return False
    if not written:  # a number in words could be any syllables
        return len(street) >= 3 and (
            (bool(region) and len(number) >= 2) or (told and (len(number) >= 2 or bool(match["home"])))
        )
    if region or match["home"]:
        return True
    return told and len(street) >= 3
