"""Passwords and PINs, where the words around say what they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from data.redaction.english_words import WORDS
from data.redaction.finding import Span
from data.redaction.literals import Literals, Sought
from data.redaction.spoken_passwords import spoken_password
from data.redaction.view import View

MAYBE_SECRET: Final = Sought(
    r"pass|pasw|pwd|(?<![a-z])pw(?![a-z])|(?<![a-z])pin(?![a-z])|\botp|\bg-\d|\bcode|\bcv[vc]|authenticat|2fa|\bwi-?fi\b|(?:network|router|door|gate|entry|security) key|combo|(?:-|\d |six |four |eight )digit|key ?safe|memorable|secret|security (?:word|phrase|answer|no|question)|\btext|\bsms|whats ?app|telegram|verif|\btoken|\bfob\b|card reader|\bdongle|(?:digits?|numbers?) (?:on|at) the|\bto (?:verify|confirm)|\bmessage (?:says|said|reads)|\blog(?:ged|ging|s)?[ -]?(?:in|on|into|me)\b|buzzer|padlock|lock ?box|combination|sign(?:ed|ing)? in\b|credential|key ?pad|로그인|계정|와이파이|ล็อ[กค]อิน|ไวไฟ|ประตู|เลข ?(?:6|หก|4|สี่)|비밀 ?번호|비번|패스워드|암호|핀|인증|일회용|보안|오티피|승인|확인 ?(?:코드|번호)|현관|뒷면|뒤(?:에|쪽|편)?(?: 있는)? ?(?:숫자|번호|세|3)|(?:질문|힌트).{0,8}답|코드"
    r"|(?:온|받은|뜬|도착한) ?(?:번호|숫자)|라고 ?(?:문자|카톡|톡)|문자로 ?\d|(?:문자|카톡|알림톡|메시지)[가-힣 ]{0,6}?(?:온|왔|받|보내|도착|뜬)|\d (?:왔|떴)|(?:방금|지금|아까) ?(?:보내|온|받)|(?:번호|숫자)(?:가|는)? ?(?:왔|떴|뜨|나왔|나와|받았)|본인 ?확인|(?:문자|카톡|알림톡|톡)(?:가|이|로)? ?(?:왔|받았|온|떴)|ข้อความ(?:มา|เข้า|ล่าสุด|ใหม่|ขึ้น)|ได้(?:รับ)?ข้อความ|도어락|디지털락|번호키|자물쇠|(?<!마을)금고|사물함|택배함|รหัส|หลังบัตร|คำตอบ.{0,12}(?:ลับ|กันลืม|ปลอดภัย)|เลข(?:ด้าน)?หลัง|เลข.{0,7}(?:ใน|จาก)|พาส|พาซ|พิน|เลขที่|โอทีพี|โค้ด|เลขยืนยัน|ซีวี|씨브이",
    re.IGNORECASE,
)
_PASSWORD_WORDS: Final = (
    r"(?:(?<![A-Za-z])(?:pas?s ?(?:word|wrd|wd|ord|code|phrase)s?|pwd|passwd|pw|pswd|psw|(?:temp(?:orary)?|old|new|initial|default) pass|pass(?=(?: is| was|:|=) )|pass(?=[은는이:])|(?:memorable|secret|security) (?:word|phrase|answer))(?![A-Za-z])"
    r"|(?<![A-Za-z])pin(?![a-z])(?: (?:code|number|no\b\.?))?|\b(?:wi-?fi|network|router|encryption|security) (?:key|code|pass)\b|\b(?:door|gate|garage|safe|alarm|entry|entrance|building|lobby|lock ?box|lock|locker|key ?pad|key ?safe|house|parking|barrier|unlock|sim|lift|elevator|intercom|burglar|shed|storage) (?:key|code|pass|combo|combination)\b"
    r"|(?:이체 ?|결제 ?|공동 ?현관 ?|현관 ?|와이파이 ?|계좌 ?|임시 ?|도어락 ?|인증서 ?|로그인 ?)?(?:비밀 ?번호|비번|[패페][스쓰] ?워드|패스코드|암호|핀 ?번호|pin ?번호|핀(?![가-힣]*[셋란]))|(?:공동 ?)?현관 ?번호|와이파이 ?키|(?:도어락|디지털락|번호키|자물쇠|(?<!마을)금고|사물함|택배함|공동 ?현관|현관)(?: ?번호)?(?=[은는이]? ?\d{4})"
    r"|รหัสผ่าน|พา[สซ]เวิ?อ?ร?ิ?์?[ดทส]์?|รหัสลับ|รหัสพิน|รหัส ?(?:atm|เอทีเอ็ม|กดเงิน|บัตร(?!ประ)|(?:ตู้)?เซฟ(?:ในห้อง)?|ตู้|ล็อ[กค]เกอร์|กุญแจ|ลิฟต์|ลิฟท์|กันขโมย|(?:ไวไฟ|wi-?fi|เน็ต)(?:บ้าน|ร้าน|ที่(?:บ้าน|ร้าน|ทำงาน)|ห้อง)?|ล็อกอิน|ล็อคอิน|login|ที่(?:ใช้|ตั้ง|จำ)(?:เข้า|ไว้|อยู่)?|ประตู|ปลดล็อก|ปลดล็อค|มือถือ|เครื่อง)"
    r"|รหัสเข้า(?:แอป|ระบบ|เครื่อง|บัญชี|บ้าน|คอนโด|ห้อง|ตึก)?|(?:ตั้ง|เปลี่ยน|แก้|ใช้)รหัส(?:ใหม่|เก่า|เดิม)?|รหัส(?=ใหม่|เก่า|เดิม)|พาส(?:ไวไฟ|เน็ต|เฟส|wi-?fi|ไอจี|ไลน์|เมล|แอป)?(?=คือ|เป็น|ว่า|ใหม่|เก่า|เดิม|เข้า|ของ|ไวไฟ|เน็ต|เฟส|ที่|อันใหม่|[^ก-๙]|$)|(?:เลข)?พิน(?:บัตร|โค้ด|เดิม|ใหม่|แอ[ปพ]|มือถือ|ธนาคาร|เอทีเอ็ม|atm|ซิม|เครื่อง){0,2}(?=คือ|เป็น|เข้า|ของ|ที่|ผม|หนู|[\s:=]|$))"
)
_PASSWORD = re.compile(
    rf"{_PASSWORD_WORDS}"
    r"(?P<lead>(?:เฟส(?:บุ๊[กค])?|ไอจี|ไลน์|อีเมล|เมล|แอ[ปพ]|ไวไฟ|เน็ต|เว็บ|ธนาคาร|เครื่อง|มือถือ|คอม){0,2}(?: (?:for|to|on|of|i use|i used)\b[^.?!,:\n]{0,30}?)?(?:(?:ของ|เข้า|ใน)[ก-๙]{1,12}?)?(?:ที่[ก-๙]{1,14}?)?(?:ผม|หนู|ดิฉัน)?(?:อัน)?(?:เดิม|เก่า|ใหม่|ชั่วคราว|แรก)?(?:นะคะ|นะครับ|ค่ะ|ครับ|อ่ะ|อะ)?(?:이?요)?(?:\?(?=\s))?"
    r"\s*+(?:은|는|이|가|를|을)?\s*+(?:is\b|was\b|(?:has|have|had) (?:always |just |never )?been\b|to\b|it'?s\b|'s\b|คือ|เป็น|ว่า|[:=,]|[-–—]+>?(?=\s)|->|→)?\s*+"
    r"(?:(?:now|currently|still|set to|as|like|um|uh|지금|현재|그냥|아마|어|음|เอ่อ)\s*)?)"
    r"(?P<quote>[\"'“‘「`])?(?P<value>[!-~]{4,64})"
    r"(?P<after>\s*(?:입니다|이에요|예요|이요|요|이고|고요|으로|로|라고|이라고|임|인데|ค่ะ|คะ|ครับ|นะ|$))?",
    re.IGNORECASE,
)
_STRONG: Final = r"(?<![!-~])(?=[!-~]*?[A-Za-z])(?=[!-~]*?[\d!@#$%^&*_+=~?])[!-~]{5,64}"
_STRONG_HERE = re.compile(_STRONG)
_PASSWORD_LATER = re.compile(  # a word or two, then what links it to the value
    rf"{_PASSWORD_WORDS}(?P<lead>[^.?!\n]{{0,40}}?(?:\bis\b|\bwas\b|\bit'?s\b|\bto\b|\bas\b|\bwith\b|\btried\b|\btyped?\b|\bentered\b|\bused\b|\busing\b|\btyping\b"
    r"|[:=]|[은는를을]|으로|คือ|เป็น|ว่า|ใช้|พิมพ์|ใส่|กรอก)\s*(?:is\s|now\s|it\s|지금\s|그냥\s)?)"
    rf"(?P<quote>[\"'“‘「`])?(?P<value>{_STRONG})(?P<after>$)?",
    re.IGNORECASE,
)
_PASSWORD_BEFORE = re.compile(
    rf"(?P<value>{_STRONG}?)[\"'”’」`]?,?(?:\s?(?:is|was|as)\s(?:my|the|our|his|her)\s(?:\w+\s){{0,2}}|\s?(?:이|가|은|는|라는|이라는|를|을)?\s?(?:제\s|저희\s)?(?:게\s)?|\s?(?:คือ|เป็น))"
    rf"{_PASSWORD_WORDS}",
    re.IGNORECASE,
)
_PIN_LATER = re.compile(  # "changed my pin yesterday to 7713", "비번 어제 바꾼 거 7713이에요"
    rf"{_PASSWORD_WORDS}(?:[^.?!\n]{{0,40}}?(?:\.{{2,5}}[^.?!\n]{{0,20}}?)?(?:\bis|\bwas|'s|\bits|\bto|\bas|\bused?|\busing|:|=|[은는]|คือ|เป็น|ว่า)\s?(?:now )?| (?:on|for|to|of|in)\b[^.?!,:\d\n]{{1,30}} | (?:in|again|twice|once more),? |(?:눌렀|쳤|입력했|넣었)[가-힣]{{0,4}}, |(?:(?!전화|번호|연락|고객|โทร|เบอร์|วันที่|ปี|เลข)[가-힣ก-๎ ,?]){{1,24}})"
    r"(?<![\d.,:/#-])(?P<value>\d{4,8})(?![\dA-Za-z]|[-./:,]\d|\s?(?:번|회|자리?|개|원|년|월|호|동|층|명|시간|분|digit|times|days|minutes|hours|%|ครั้ง|หลัก|ตัว|บาท|ปี|นาที|วัน))",
    re.IGNORECASE,
)
_PASSWORD_SPOKEN_OF = re.compile(_PASSWORD_WORDS, re.IGNORECASE)
_OF_ACCESS = re.compile(
    rf"{_PASSWORD_WORDS}|\blog(?:ged|ging)?[ -]?(?:in|on|into)\b|\blogs? me\b|\bsign(?:ed|ing)? in\b|\bcredentials\b|\bpass\b|\bwi-?fi\b|로그인|계정|와이파이|รหัส|ล็อ[กค]อิน|ไวไฟ|พาส",
    re.IGNORECASE,
)
_NOT_OF_USER: Final = r"(?<![!-~])(?<!user )(?<!username )(?<!username: )(?<!username is )(?<!user name )(?<!id )(?<!id: )(?<!아이디 )(?<!아이디는 )(?<!아이디가 )(?<!ไอดี )(?<!order )(?<!model )(?<!code )"
_STRONGEST = re.compile(  # letters with digits and signs, wherever access is spoken of
    rf"{_NOT_OF_USER}(?=[!-~]*[a-z])(?=[!-~]*\d|[!-~]*[A-Za-z][!#$%^&*@][A-Za-z])(?![!-~]*@[\w-]+\.)[\"'(]?"
    r"(?P<value>(?=[A-Za-z\d][\w!#$%^&*+=~@-]{5,40}[.,?;:)\"']*(?![!-~]))(?:[\w-]*[!#$%^&*@]|(?=\w*\d)(?=\w*[A-Z])[A-Za-z\d]+_|[A-Za-z]+_(?=\d))[\w!#$%^&*+=~@-]*)"
)
_WORD_AND_NUMBER = re.compile(  # "Grimsby77", wherever a password is spoken of
    rf"{_NOT_OF_USER}(?i:(?:pwd|pw|pass)=)?(?!(?i:iphone|ipad|ios|galaxy|windows|win|office|covid|pixel|android|note|macbook|mac|playstation|xbox|version|ver|chrome|https?|usb|level|gen|order|ticket|case|ref|invoice|room|flat|unit|error|code|step|day|q|h|mp|ps)\d)"
    r"(?P<value>(?=[A-Za-z]*[a-z])[A-Za-z]{3,16}\d{2,8}[A-Za-z]{0,3}|(?=[\dA-Z-]*[a-z])(?=(?:[A-Za-z-]*\d){2})(?!\d+[a-z]*(?![\w-]))(?=[\w-]{6})[A-Za-z\d]+(?:-[A-Za-z\d]+){0,3})(?=[.,?;:)\"']*(?![!-~]))"
)
_CHANGED_TO = re.compile(  # "I reset it to Tiger2023"
    r"\b(?:reset|changed?|set|switched|updated) (?:it|that|them) (?:back )?to [\"']?(?P<value>(?=[!-~]*[A-Za-z])(?=[!-~]*[\d!@#$%^&*])(?![!-~]*@[\w-]+\.)[!-~]{4,63}[\w!#$%^&*@])(?<![.,?;:)\"'])(?=[.,?;:)\"']*(?![!-~]))",
    re.IGNORECASE,
)
_PHRASE = re.compile(
    r"\bpass ?phrase(?: is| was|:| to) [\"']?(?P<value>(?:(?!(?:not|wrong|too|the|a|case|required|missing|incorrect|set|stored)\b)[a-z]+[ -]){2,7}[a-z]+)(?=[\"']?\s*(?:[.,;!?]|$))",
    re.IGNORECASE,
)
_OTHER_LETTERS = re.compile(  # "비밀번호를 봄날0412로"
    rf"{_PASSWORD_WORDS}(?:[은는이가를을]|으로|도)? ?(?:คือ|เป็น|ว่า|[:=])? ?[\"'“‘「]?(?P<value>(?!아이폰|갤럭시|윈도우|안드로이드|버전|최소|최대|영문|숫자|총|약|끝|뒤|앞|오류)(?:[가-힣]{{1,8}}|(?<=คือ)[ก-๎]{{2,12}}|(?<=คือ )[ก-๎]{{2,12}})\d{{2,8}}[!#$%^&*@~]*)"
    r"(?! ?(?:자리?|글자|번|회|개|분|초|일|월|년|시|차|층|호|동|원|ตัว|หลัก|ครั้ง|วัน|นาที|ปี))"
)
_THAI_CODE = re.compile(  # any "รหัส" but those of goods, places and cases
    r"รหัส(?!(?:สินค้า|ไปรษณีย์|ปณ|วิชา|สาขา|ประเทศ|พื้นที่|พนักงาน|สมาชิก|ลูกค้า|ผู้|ข้อผิดพลาด|คูปอง|ส่วนลด|โปร|จอง|การจอง|พัสดุ|ติดตาม|สี|รุ่น|นักศึกษา|นักเรียน|ตัวแทน|งาน|เคส|อ้างอิง|ร้าน|ตั๋ว|ทะเบียน|ธนาคาร|หน่วย|คิว|ห้อง|ออเดอร์|คำสั่ง|สั่ง|รายการ|ใบ|แจ้ง|เที่ยว|ขนส่ง|โค้ด|แพ็ก|แพค|โครงการ|หลักสูตร|ช่าง|แคมเปญ|กรมธรรม์|เคลม|เลข))"
    r"[ก-๎]{0,16} ?(?:pin|atm|wi-?fi|app)?(?: ?(?:4|6|สี่|หก) ?(?:ตัว|หลัก))? ?[:=]? ?(?P<value>(?<![\d.,/-])(?:\d{6}|\d{3}[ -]\d{3}|\d\d-\d\d-\d\d|(?<=[ก-๎] )(?<!รหัส )\d{4})(?!\d|[-.,/:]\d| ?(?:บาท|ครั้ง|คน|ชิ้น|วัน))|\d{4,8}[#*]|[a-z]{3,}[!#$%^&*@_]?\d{2,8}[a-z]{0,6}[!#$%^&*@_]?(?![\w.]))"
)
_SECRET_ANSWER = re.compile(
    r"(?:(?:질문|힌트)(?:의|에 대한)? ?(?:정?답|답변)(?:은|이|는)?|คำตอบ(?:ของ)?(?:คำถาม)?(?:ลับ|กันลืม|รักษาความปลอดภัย|เพื่อความปลอดภัย)(?:คือ|เป็น|:)) ?[:=]? ?[\"'“‘「]?"
    r"(?P<value>[가-힣]{2,10}?(?=이?에요|예요|입니다|이?요(?![가-힣])|이?라고|[\"'”’」]|인데|이고)|[ก-๎]{2,20}?(?= ?(?:ค่ะ|คะ|ครับ|นะ)|[ \"'”’]|$))"
)
_DOOR = re.compile(
    r"\b(?:door|gate|garage|safe|alarm|lock ?box|locker|key ?pad|building|lobby|intercom|entrance|buzzer|padlock|combination|barrier|shed)\b|현관|도어락|출입|공동문|ประตู|ตู้เซฟ|ทางเข้า",
    re.IGNORECASE,
)
_OF_DOOR = re.compile(
    r"(?<![\w.,#*-])(?P<value>[#*]?\d{4,8}[#*]|[#*]\d{4,8})(?!\w(?<![가-힣ก-๎]))|(?<!shows )(?<!showing )(?<!error )(?<!fault )(?<!displays )(?<!with )\b(?:code|combo|combination)(?:'s| is| was|:|[^.?!\d\n]{1,25}? (?:is|was|to)| (?:for|to|of|on|at) (?:the |our |my )?[a-z]+(?: [a-z]+)?:?)? (?P<told>\d{4,6}|\d{1,2}-\d{1,2}-\d{1,2}|(?=[A-Z]*\d)(?=\d*[A-Z])[\dA-Z]{4,6})(?![\w-]|[.,]\d)"
    r"|\b(?:padlock|lock ?box|key ?pad|key ?safe|combination lock|alarm|buzzer|barrier)\b[^.?!\d\n]{0,24}?(?: with|,| on|:) (?P<opens>\d{4,6})(?![\w-]|[.,]\d)",
    re.IGNORECASE,
)
_LINKED = re.compile(r"is|'s|was|to|it's|คือ|เป็น|ว่า|[:=은는]", re.IGNORECASE)
_PASSWORD_SAID = re.compile(
    rf"{_PASSWORD_WORDS}(?:[^.?!:,\n]{{0,24}}?(?:\bis\b|\bwas\b|\b(?:would|should|will|might|could) be\b|\bto\b|'s\b|[:=]|[은는이가를을](?=\s)|คือ|เป็น|นะคะ|นะครับ)|,\s?(?=(?:um+|uh+|er+|어|음)\b|เอ่อ))[\s,]*(?:(?:now|like|um+|uh+|어|음|เอ่อ)[\s,]+){{0,2}}",
    re.IGNORECASE,
)
_TOKENS = re.compile(r"[!-~]{5,64}")
_LEAD = re.compile(
    r"(?:\W|\b(?:it's|it|is|was|the|password|sure|yes|yeah|ok|okay|so|um+|uh+|i|think|believe|used|tried|use|try|my|one|maybe|probably|might be|should be|could be|hmm+|well|let me|say)\b|(?:아마|네|예|어|음|비밀번호는|비번은|제가)(?![가-힣])|ค่ะ|ครับ|คือ|ได้|เอ่อ)*",
    re.IGNORECASE,
)
_ANSWERED_WORD = re.compile(  # "it's buttercup, all one word"
    r"(?P<value>[A-Za-z]{5,20})(?P<whole>[.!]?\s?$)?,?(?(whole)|\s(?:(?:and )?(?:it's |is )?(?:all )?(?:one word|(?:in )?(?:lower|upper)[ -]?case|small letters|caps|capitals|no spaces?|no caps|i think|i guess|i believe|maybe|probably)\b|(?:and|then) (?:the )?(?:year|number)\b|with (?:a |an |no )|capital\b|전부 소문자|다 소문자|소문자|대문자|붙여서|띄어쓰기 없이|ตัวเล็ก|ตัวใหญ่|ติดกัน))",
    re.IGNORECASE,
)
_EASTERN = re.compile("[가-힣ก-๎]")
_LATIN_WORD = re.compile(r"(?<![!-~])[A-Za-z]{5,20}(?![!-~])")
_COMMON_ANSWERS = re.compile(
    r"neither|nothing|naver|kakao|iphone|samsung|galaxy|android|windows|safari|chrome|email|login|error|password|reset|invalid|account|internet|admin|facebook|google|gmail|default|unknown|forgot|forgotten|cannot|correct|really|already|always|exactly|incorrect|sorry|please|thanks|several"
    r"|correct|another|either|normal|twitter|instagram|netflix|seconds?|moment|waiting|online|offline|everything|anything|something|nobody|because|refused|hello|goodbye|thankyou|welcome|alright",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"@[\w-]+\.|://|^www\.|^/|\.(?:com|net|org|co|kr|th|html?|pdf|jpe?g|png)$", re.IGNORECASE
)
_LONGEST_ANSWER: Final = 90
_MOST_BESIDE_A_WORD: Final = 6
_TRAILING = ".,?;:)]\"'”’」`"
_ORDINARY = re.compile(  # what a password may be said to be
    r"(?:wrong|incorrect|correct|right|expired?|invalid|required|weak|strong|fine|reset|changed?|saved|different|same"
    r"|gone|lost|secret|private|safe|secure|blocked|locked|working|stored|hidden|okay|known|unknown|missing|needed"
    r"|important|temporary|confidential|case|rejected|accepted|something|written|printed|longer|shorter|long|that"
    r"|this|what|your|mine|just|still|always|never|being|been|also|only|there|here|very|really|from|with|http\S*|1password)",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"<[A-Z_]+>")


_TOLD: Final = (_PASSWORD, _PASSWORD_LATER)
_WHERE_SPOKEN_OF: Final = (_PIN_LATER, _WORD_AND_NUMBER, _PHRASE, _OTHER_LETTERS)
_OF_WHAT_OPENS: Final = (_STRONGEST, _CHANGED_TO, _THAI_CODE)
_FORMS: Final = (
    *_TOLD, _PASSWORD_BEFORE, _PASSWORD_SAID, *_WHERE_SPOKEN_OF, *_OF_WHAT_OPENS, _SECRET_ANSWER, _OF_DOOR,
)  # fmt: skip
_LITERALS: Final = Literals((*_FORMS, _PASSWORD_SPOKEN_OF, _OF_ACCESS, _DOOR))
_PLACES: Final = {
    id(form): place for place, form in enumerate((*_FORMS, _PASSWORD_SPOKEN_OF, _OF_ACCESS, _DOOR))
}


def passwords(view: View, asked: bool) -> Iterator[Span]:
    """Passwords and PINs: what follows the word, where it has digits or signs, or is said to be one. asked: see answers."""
    text = view.plain
    possible = _LITERALS.among(text)

    def found(form: re.Pattern[str]) -> Iterable[re.Match[str]]:
        return form.finditer(text) if possible >> _PLACES[id(form)] & 1 else ()

    for match in chain.from_iterable(map(found, _TOLD)):
        start = match.start("value")
        value = match["value"].rstrip(_TRAILING)
        if len(value) >= 4 and _is_secret(view, match, value, start + len(value)):
            yield start, start + len(value)
    for match in found(_PASSWORD_BEFORE):
        if _looks_secret(match["value"]):
            yield match.span("value")
    for match in found(_PASSWORD_SAID):
        if not _STRONG_HERE.match(text, match.end()) and (span := spoken_password(text, match.end())):
            yield span
    if any(True for _ in found(_PASSWORD_SPOKEN_OF)):
        yield from (match.span("value") for form in _WHERE_SPOKEN_OF for match in found(form))
    if any(True for _ in found(_OF_ACCESS)):
        yield from (match.span("value") for form in _OF_WHAT_OPENS for match in found(form))
    yield from (match.span("value") for match in found(_SECRET_ANSWER))
    if any(True for _ in found(_DOOR)):
        yield from (match.span(match.lastgroup or 0) for match in found(_OF_DOOR))
    if asked:
        yield from _answer(text)


def _answer(text: str) -> Iterator[Span]:
    """The password in a turn that answers: the one token that looks like one, the one word that is said, or what is spelled."""
    for match in _TOKENS.finditer(text):
        value = match[0].strip(_TRAILING)
        start = match.start() + match[0].index(value) if value else match.start()
        alone = len(text) - len(value) <= _MOST_BESIDE_A_WORD and value.isalpha() and value.isascii()
        if _looks_secret(value) or (alone and len(value) >= 5 and _may_be_secret(value.lower())):
            yield start, start + len(value)
    if _EASTERN.search(text):
        words = [match for match in _LATIN_WORD.finditer(text) if _may_be_secret(match[0].lower())]
        yield from (match.span() for match in words[:1] if len(words) == 1)
    if len(text) <= _LONGEST_ANSWER:
        lead = _LEAD.match(text)
        word = _ANSWERED_WORD.match(text, lead.end() if lead else 0)
        if word is not None and (word["whole"] is None or _may_be_secret(word["value"].lower())):
            yield word.span("value")
        if span := spoken_password(text, lead.end() if lead else 0):
            yield span


def _may_be_secret(word: str) -> bool:
    """Whether a word that is the whole answer is no plain one: "it's cinnamon"."""
    plain = word in WORDS or _ORDINARY.fullmatch(word) or _COMMON_ANSWERS.fullmatch(word)
    return not plain and not word.endswith(("ed", "ing", "ly"))


def _looks_secret(value: str) -> bool:
    """A token of letters with digits or signs, that is no address, no page and no placeholder."""
    if (
        len(value) < 5
        or _ORDINARY.fullmatch(value)
        or not value.isascii()
        or _ADDRESS.search(value)
        or _PLACEHOLDER.search(value)
    ):
        return False
    letters = any(c.isalpha() for c in value)
    return letters and (any(c.isdigit() for c in value) or re.search(r"\w[!@#$%^&*_+=~]", value) is not None)


def _is_secret(view: View, match: re.Match[str], value: str, end: int) -> bool:
    if _ORDINARY.fullmatch(value) or value.startswith(("http", "/")) or _PLACEHOLDER.search(value):
        return False
    linked = _LINKED.search(match["lead"]) is not None
    if match["quote"]:
        return True
    if value.isdigit():
        return not re.match(
            r"\s?(?:번|회|자리?|개|원|년|월|일|호|동|층|digits?|times|ครั้ง|หลัก|ตัว|บาท|ปี)", view.plain[end:]
        )
    if not value.isascii() or not any(letter.isalnum() for letter in value):
        return False
    mixed = any(c.isdigit() for c in value) or re.search(r"[^\w'’.,/&()-]|[a-z][A-Z]", value) is not None
    if mixed:
        return linked or match["after"] is not None or any(c.isdigit() for c in value)
    ends = re.match(r"[.,!?)\"']*\s*(?:$|[,.;]|and\b|입|이|예|라|로|ค่ะ|ครับ|นะ)", view.plain[end:]) is not None
    goes_on = re.match(r" (?:but|so|or|it|still|all|which|with|not|doesn't|and|capital)\b", view.plain[end:])
    odd = goes_on is not None and value.lower() not in WORDS
    return linked and (ends or odd) and not value.endswith(("ed", "ing"))
