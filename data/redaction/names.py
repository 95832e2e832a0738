"""Names of people, where the words around say that a name comes: in English and Korean (Thai is in thai_names)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from data.redaction.finding import Span
from data.redaction.thai_names import MAYBE_THAI_NAME, thai_names
from data.redaction.view import View

_MAYBE_WESTERN_OR_KOREAN: Final = re.compile(
    r"\bname|\bthis is |(?-i:\bI(?:'m| am) [A-Z])|speaking (?:to|with)|\bM(?:r|rs|s|x|iss)\b|이름|성함|성명|예금주|수령인|수취인|명의|받는"
    r"|보내는|라고|상담|담당|매니저|팀장|고객|회원|님|씨",
    re.IGNORECASE,
)
MAYBE_NAME: Final = re.compile(f"{_MAYBE_WESTERN_OR_KOREAN.pattern}|{MAYBE_THAI_NAME.pattern}", re.IGNORECASE)
ASKS_NAME: Final = re.compile(r"\bname\b[^?]{0,40}\?|성함|이름이 어떻게|ทราบชื่อ|ขอชื่อ")
_WORD = r"[^\W\d_]+(?:['’-][^\W\d_]+)*"
_NEXT_WORD = re.compile(rf"(?P<gap> ?)(?P<word>{_WORD}\.?|(?<= )[A-Z]\.)")
_PARTICLE_WORDS: Final = (
    "de da di del della dos du la le van von der den ter bin binti al el ibn st o' mc mac san"
)
_PARTICLES: Final = frozenset(_PARTICLE_WORDS.split())
_MOST_WORDS: Final = 4
_MOST_WORDS_IN_SMALL: Final = 3

_TOLD = re.compile(  # whatever follows is a name, in capitals or not
    r"\b(?:(?:my|his|her|the|customer's|husband's|wife's|mother's|father's|mum's|mom's|dad's|son's|daughter's|partner's"
    r"|holder's|recipient's|passenger's|patient's|guest's|tenant's)"
    r" (?:full |first |last |sur|given |family |maiden |legal |middle )?name(?: (?:on|for) (?:it|[^.,?!:\n]{1,30}?))?"
    r"(?:'s| is|:| was)"
    r"|(?:full |last |first )name is|(?:sur|last )name(?:'s|:))(?: uh,?| um,?| er,?)? (?P<name>)",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"(?:^|[\n;,])\s*(?:(?:full|customer|first|last|contact|recipient|passenger|guest) )?name\s*[:=]\s*(?P<name>)",
    re.I,
)
_CAPITALS = re.compile(  # what follows is a name, if it is in capitals
    r"(?:\b[Yy]ou(?:'re| are) (?:now )?(?:speaking|chatting|talking) (?:to|with)|\b(?:[Ss]peaking|[Cc]hatting) with"
    r"|\b(?:[Uu]nder|[Ii]n) (?:the |my )?name(?: of)?|\bM(?:r|rs|s|x|iss|adam)\b\.?|\bname (?:is|was)|\b[Nn]ame's"
    r"|\b(?:[Ss]igned|[Rr]egards|[Ss]incerely),?\s) (?P<name>)"
)
_INTRODUCED = re.compile(r"\b(?:[Tt]his is|I am|I'm|[Mm]e is|[Ii]t's) (?P<name>)")
_AFTER_INTRODUCTION = re.compile(
    r"(?:,? (?:from|speaking|calling|here|at|with|again|your|on behalf)\b|,? and I(?:'ll|'m| will| am| look| have)\b)"
)
_NAME_BEFORE = re.compile(r"(?P<name>\b[A-Z][a-z'’-]+(?: [A-Z][A-Za-z'’-]+){0,2})(?:(?: is|'s) my name\b)")
_NO_NAME_WORDS: Final = """
    a about actually after again all already also always am an and another any are as ask asked at available
    back be because before being blank but by called calling can changed correct could customer details did different
    do does done email for from gone going good had has have having he hello her here hi his how i if in incorrect is
    isn't it its it's just know known like listed looking mentioned misspelled missing me mine my never new no none not
    nothing now of off ok okay old on only or our out over please printed private probably really registered regarding
    required right same said shown simply so sorry speaking spelled spelling spelt still sure taken than thanks that the
    their then there they this to too um uh under unknown up us very was we well were what when where which who why will
    with wrong written yes you your today misspelt on already shared mr mrs ms mx miss dr sir madam madame team support
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
    october november december english korean thai"""
_NO_NAME: Final = frozenset(_NO_NAME_WORDS.split())
_NAMES_AND_WORDS: Final = (  # names that a sentence may begin with
    "Will May Mark Grace Hope Joy Rose Bill Art Grant April June Faith Summer Dawn Sunny Frank Max Pat Rich Drew Jan"
)
_WORDS_TOO: Final = frozenset(_NAMES_AND_WORDS.split())
_SHORTEST_CALL: Final = 3
_PLAIN_IN_THAI: Final = 7

_SURNAMES: Final = (
    "김이박최정강조윤장임한오서신권황안송류유홍전고문손양배백허남심노하곽성차주우구민진나지엄채원천방공현함변염여추도"
    "소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용예경봉사부가복태목형피두감음빈동온호범라"
)
_DOUBLE_SURNAMES: Final = "남궁|황보|제갈|사공|선우|서문|독고|동방|하늬|모란|하늘|노을|마루"
_KOREAN_NAME = rf"(?:(?:{_DOUBLE_SURNAMES})[가-힣]{{1,2}}|[{_SURNAMES}][가-힣]{{2}}|[김이박최정강조윤장임한오서신권황안송홍유] [가-힣]{{2}}|[{_SURNAMES}][가-힣])"
_KOREAN_COPULA = r"(?:이라고|라고|입니다|이에요|예요|이예요|이고|고요|이구|구요|인데|이요|요(?![가-힣])|이며|이십니다|입니당|임(?![가-힣])|이야|이 아니|이랑|씨|님)"
_KOREAN_STOP = r"\s*(?:$|[,.!?/\n)~]|(?:입니다|이에요|예요|이고|이요|라고|이라고)|전화|연락|번호|핸드폰|휴대|주소|생년|생일|\d|고객|님|씨|그리고)"
_KOREAN_LABEL = r"(?:이름|성함|성명|예금주|수령인|수취인|명의자?|받는 ?(?:사람|분)|보내는 ?(?:사람|분)|보호자|계약자|예약자|주문자)"
_KOREAN_TOLD = re.compile(
    rf"{_KOREAN_LABEL}(?: ?(?:이름|성함))?(?:\s?(?:은|는|이|가|:|：)\s*(?:(?:어|음|저|그)[ ,.]+)?"
    rf"(?P<name>[{_SURNAMES}][가-힣]{{2}}(?=\s?(?:{_KOREAN_COPULA}|으로|로 ))|[가-힣]{{2,4}}?(?=\s?{_KOREAN_COPULA})|{_KOREAN_NAME}(?={_KOREAN_STOP})"
    r"|[A-Z][A-Za-z'’-]+(?: [A-Z][A-Za-z'’-]+){0,3}|[a-z]{2,}(?: [a-z]{2,}){1,2})"
    rf"|\s+(?P<bare>{_KOREAN_NAME}(?={_KOREAN_STOP})))"
)
_KOREAN_SELF = re.compile(
    rf"(?:저는|전|나는|제가|저|담당|센터|팀|점|몰|님[!,.]?|안녕하세요[!,.]?|반갑습니다[!,.]?)\s(?:[가-힣A-Za-z]{{2,10}} )?"
    rf"(?P<name>(?:{_DOUBLE_SURNAMES})[가-힣]{{1,2}}?|[{_SURNAMES}][가-힣]{{2}})(?=이?라고 (?:합니다|해요|하는데|하고|하며|해))"
)
_KOREAN_ROLE = re.compile(
    r"(?:상담사|상담원|매니저|담당자?|팀장|대리|과장|실장|기사|고객센터|예약센터|콜센터)\s"
    rf"(?P<name>(?:{_DOUBLE_SURNAMES})[가-힣]{{1,2}}|[{_SURNAMES}][가-힣]{{2}})"
    r"(?=\s?(?:입니다|이에요|예요|이라고|라고|이고|인사|드림|올림))"
)
_KOREAN_ADDRESSED = re.compile(
    rf"(?<![가-힣])(?P<name>[{_SURNAMES}][가-힣]{{2}})(?= ?고객님| ?회원님| 님(?![가-힣])| ?씨(?![가-힣]))"
)
_NO_KOREAN_NAME = re.compile(
    r"뭐.*|무엇|비밀|그거|이거|저거|동일|같은.*|다른.*|영문|영어로|한글로?|필요.*|아니.*|아직|맞는.*|사용.*|변경.*|정확.*|제대로|반드시|여기.*"
    r"|나중.*|전부|모두|지금.*|이렇게.*|기억.*|누구.*|어떻게.*|본인.*|저희.*|우리.*|그대로|이전.*|기존.*|소중한|감사.*|고객.*|회원.*|여러.*"
    r"|이랑|하고|부터|이네|이요|이라|이나.*|[은는이가]? ?[나이] .*|어머|아버|.*(?:주세|드려|세요|어요|해요|려요|바꿔|알려|적어|는|을|를).*|이것은|그것은|(?![김이박최정강조윤장임한오서신권황안송홍유]).*은|여권|지난번|똑같|설치|라니|.*게|.*데|.*요|.*(?:하|되|의|중|이|한테|에게|께서|에서|하는|드릴|드린|말씀)|주문.*|구매.*|예약.*|이용.*|신청.*|가입.*|계약.*|수령.*|보호자|보호.*|담당.*"
    r"|상담.*|연결.*|지정.*|확인.*|연락.*|전화.*|안내.*|문의.*|부모.*|남편.*|아내|와이프.*|동생.*|엄마|아빠|어머니|아버지|성함.*|이름.*|하나로|두개|명의.*"
    r"|선생|기사|사장|강사|원장|소장|부장|차장|과장|반장|회장|교수.*|의사.*|간호.*|손님|주인.*|임차.*|임대.*|소유.*|환자.*|피보험.*|피해.*|진짜.*|제가.*|사실.*|등록.*|삭제.*|오타.*|공개.*|표시.*"
)


def names(view: View, asked: bool) -> Iterator[Span]:
    """Where names of people stand. asked: the turn before asks for one."""
    text = view.plain
    if _MAYBE_WESTERN_OR_KOREAN.search(text):
        yield from _english_names(text)
        yield from _korean_names(text)
    if MAYBE_THAI_NAME.search(text):
        yield from thai_names(text)


def calls_of(name: str) -> list[str]:
    """How a person whose name was given may be called later: by all of it, or by the first of several words.

    >>> calls_of("Jane Miller"), calls_of("will")
    (['Jane Miller', 'Jane'], [])
    """
    first = name.split()[0]
    calls = [name, first] if len(first) >= _SHORTEST_CALL else [name]
    return [
        call
        for call in dict.fromkeys(calls)
        if len(call) >= 2 and not (call.isascii() and (call.islower() or call in _WORDS_TOO))
    ]


def said_again(call: str) -> str:
    """A regular expression for a name where nothing announces it. Thai has no spaces: short names need a title."""
    escaped = re.escape(call)
    if not _is_eastern(call):
        return rf"(?<!\w){escaped}(?!\w)"
    if "\uac00" <= call[0] <= "\ud7a3":
        return rf"(?<![가-힣]){escaped}"
    return escaped if len(call) >= _PLAIN_IN_THAI else rf"(?<=คุณ){escaped}"


def _english_names(text: str) -> Iterator[Span]:
    for form in (_TOLD, _FIELD):
        for match in form.finditer(text):
            yield from _words_at(text, match.end(), small=True)
    for match in _CAPITALS.finditer(text):
        yield from _words_at(text, match.end(), small=False)
    for match in _INTRODUCED.finditer(text):
        for start, end in _words_at(text, match.end(), small=False):
            if _AFTER_INTRODUCTION.match(text, end):
                yield start, end
    for match in _NAME_BEFORE.finditer(text):
        if match["name"].casefold() not in _NO_NAME:
            yield match.span("name")


def _words_at(text: str, start: int, *, small: bool) -> Iterator[Span]:
    """The name that begins here, if one does. small: it may be without capitals, as transcripts of calls have it."""
    end, count, capitals = start, 0, True
    while count < (_MOST_WORDS if capitals else _MOST_WORDS_IN_SMALL) and (
        match := _NEXT_WORD.match(text, end)
    ):
        word = match["word"].rstrip(".")
        if bool(match["gap"]) != bool(count) or _ends_a_name(word):
            break
        if not count and word.casefold() not in _PARTICLES:
            capitals = word[0].isupper()
            if not capitals and not small:
                return
        elif capitals and not word[0].isupper() and word.casefold() not in _PARTICLES:
            break
        pauses = (
            match["word"].endswith(".") and len(word) > 1
        )  # an initial's full stop does not end the sentence
        end, count = match.end() - pauses, count + 1
        if pauses:
            break
    if count:
        yield start, end - 2 * text.startswith(("'s", "’s"), end - 2)


def _ends_a_name(word: str) -> bool:
    return _is_eastern(word) or (word.casefold() in _NO_NAME and word not in _WORDS_TOO)


def _is_eastern(word: str) -> bool:
    return any("\u0e00" <= letter <= "\u0e7f" or "\uac00" <= letter <= "\ud7a3" for letter in word)


def _korean_names(text: str) -> Iterator[Span]:
    for form in (_KOREAN_TOLD, _KOREAN_SELF, _KOREAN_ROLE, _KOREAN_ADDRESSED):
        for match in form.finditer(text):
            group = "name" if match["name"] else "bare"
            if not _NO_KOREAN_NAME.fullmatch(match[group]):
                yield match.span(group)
