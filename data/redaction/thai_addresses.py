"""Thai addresses: a house number with what follows it, part by part, or a building with its room."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from data.redaction.finding import Span
from data.redaction.literals import Sought

_LETTER: Final = "[\u0e01-\u0e3a\u0e40-\u0e4e]"
_END: Final = r"(?:ค่ะ|คะ(?!น)|ครับ|คับ|ค่า(?![\u0e01-\u0e4e])|นะคะ|นะครับ|นะ(?![\u0e01-\u0e4e])|จ้า|ด้วย|ใช่|หรือ|เบอร์|โทร|แล้ว|ตรง(?!ข้าม)|ส่ง|เผื่อ|ไหม|ได้|ให้|เลย|ที่อยู่|ไม่|มี(?!น|ช)|เอง|หน่อย|ฝาก|ช่าง|อยู่(?!ธ))"
_WORD: Final = rf"(?:(?:(?!{_END}){_LETTER}){{1,30}}(?:ฯ)?(?:-(?:(?!{_END}){_LETTER}){{1,20}})?)"
_DIGIT_WORDS: Final = r"(?:(?:หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|ศูนย์|ยี่|สิบ|เอ็ด|ร้อย|พัน|ทับ|ขีด)+)"
_NUMBER: Final = rf"(?:\d{{1,4}}(?:\s?(?:[/-]|ทับ)\s?\d{{1,4}}){{0,2}}(?!\d)|{_DIGIT_WORDS})"
_PROVINCES: Final = (
    "กระบี่|กรุงเทพ(?:ฯ|มหานคร)?|กทม\\.?|กาญจนบุรี|กาฬสินธุ์|กำแพงเพชร|ขอนแก่น|จันทบุรี|ฉะเชิงเทรา|ชลบุรี|ชัยนาท|ชัยภูมิ|ชุมพร|เชียงราย|เชียงใหม่|ตรัง|ตราด|ตาก|นครนายก|นครปฐม|นครพนม|นครราชสีมา|โคราช"
    "|นครศรีธรรมราช|นครสวรรค์|นนทบุรี|นราธิวาส|น่าน|บึงกาฬ|บุรีรัมย์|ปทุมธานี|ประจวบคีรีขันธ์|ปราจีนบุรี|ปัตตานี|พระนครศรีอยุธยา|อยุธยา|พะเยา|พังงา|พัทลุง|พิจิตร|พิษณุโลก|เพชรบุรี|เพชรบูรณ์|แพร่|ภูเก็ต|มหาสารคาม"
    "|มุกดาหาร|แม่ฮ่องสอน|ยโสธร|ยะลา|ร้อยเอ็ด|ระนอง|ระยอง|ราชบุรี|ลพบุรี|ลำปาง|ลำพูน|เลย|ศรีสะเกษ|สกลนคร|สงขลา|หาดใหญ่|สตูล|สมุทรปราการ|สมุทรสงคราม|สมุทรสาคร|สระแก้ว|สระบุรี|สิงห์บุรี|สุโขทัย|สุพรรณบุรี"
    "|สุราษฎร์ธานี|สุราษฎร์|สุรินทร์|หนองคาย|หนองบัวลำภู|อ่างทอง|อำนาจเจริญ|อุดรธานี|อุดร|อุตรดิตถ์|อุทัยธานี|อุบลราชธานี|อุบล|พัทยา"
)
_BARE_PLACE: Final = r"(?:บาง|คลอง|ลาด|ดอน|วัง|พระ|เมือง|สวน|หนอง|ท่า|ศรี|ห้วย|ปาก|ราช|จตุ|สาทร|ดิน|พญา|ป้อม|วัฒนา|ปทุม|ห้วย|หลัก|บึง|มีน|คัน|ทุ่ง|ธน|ตลิ่ง|ภาษี|หนอง|แม่|สัน|หาง|ศาลา|อ่อน|พร้อม|ทวี|ยาน)"
_BUILDING: Final = r"(?:คอนโด(?:มิเนียม)?|อาคาร|ตึก|หอพัก|แมนชั่น|อพาร์[ทต]เม[้น]*[นท]*[ท์]*|อพาร์ทเม้นท์|อพาร์ตเมนต์|หมู่บ้าน|มบ\.|โครงการ|ทาวน์โฮม|ทาวน์เฮ้าส์|บ้านจัดสรร|แฟลต|ชุมชน)"
_STOP_NAME: Final = rf"(?:ห้อง|ชั้น|ซอย|ซ\.|ถนน|ถ\.|แขวง|เขต|ตำบล|ต\.|อำเภอ|อ\.|จังหวัด|จ\.|หมู่|ม\.|เลขที่|บ้านเลขที่|ตรอก|อาคาร|ตึก|{_END})"
_NAMED: Final = rf"(?:\s?(?:(?!{_STOP_NAME})(?:(?!{_STOP_NAME}){_LETTER}){{2,30}}|[A-Za-z][A-Za-z0-9.'-]{{0,20}}|\d{{1,3}}(?![\d/])))"
_ROOMS: Final = rf"(?:(?:ชั้น|ห้อง|ตึก|อาคาร|เฟส|บล็อก|หลัง|แปลง)\s?(?:ที่\s?|เลขที่\s?)?(?:[A-Za-z]?\d{{1,4}}(?:[/-]\d{{1,4}})?[A-Za-z]?|{_DIGIT_WORDS}|[A-Z]\b|เอ|บี|ซี|ดี)(?!\d))"
_PART: Final = (
    rf"(?:(?:หมู่ที่|หมู่|ม\.)\s?{_NUMBER}|(?:ม\.(?!\s?ค(?:\.|[^\u0e01-\u0e4e]|$))|มบ\.|หมู่บ้าน)\s?(?!{_STOP_NAME}){_WORD}(?:\s?\d{{1,3}}(?![\d/]))?|{_ROOMS}"
    rf"|(?:ซอย|ซ\.|ตรอก)\s?(?:{_DIGIT_WORDS}|(?!{_STOP_NAME}){_WORD}|\d{{1,3}}(?:/\d{{1,3}})?)(?:\s?(?:\d{{1,3}}(?:/\d{{1,3}})?(?!\d)|{_DIGIT_WORDS}))?(?:\s?แยก\s?\d{{1,2}})?"
    rf"|(?:ถนน|ถ\.)\s?(?!{_STOP_NAME}){_WORD}(?:\s?\d{{1,3}}(?!\d))?|(?:แขวง|เขต|ตำบล|ต\.(?!\s?ค(?:\.|\s|$))|อำเภอ|อ\.|กิ่งอำเภอ|จังหวัด|จ\.)\s?(?!{_STOP_NAME}){_WORD}"
    rf"|{_BUILDING}(?:{_NAMED}){{1,4}}?(?:\s\d{{1,2}}(?=\s(?:ชั้น|ห้อง|ถนน|ถ\.|ซอย|ซ\.|เลขที่)))?(?=[\s,]*(?:{_STOP_NAME}|\d|$|[.,]))|(?:{_PROVINCES})(?=[\s,.]|$|{_END})|(?:รหัสไปรษณีย์|ปณ\.?)?\s?\d{{5}}(?!\d)|(?:บ้าน)?เลขที่\s?{_NUMBER})"
)
_PLACE: Final = rf"(?:\s(?:{_BARE_PLACE}(?:(?!{_END}){_LETTER}){{1,15}})(?=\s|$|[,.]|{_END}))"
_BARE: Final = rf"(?:\s(?:(?!{_STOP_NAME}){_LETTER}){{3,20}}(?=\s(?:ถนน|ถ\.|ซอย|ซ\.|แขวง|เขต|ตำบล|ต\.|อำเภอ|อ\.|ชั้น|ห้อง|อาคาร|ตึก))|(?:\s(?:(?!{_END}){_LETTER}){{2,15}}){{1,3}}(?=\s(?:{_PROVINCES})(?:[\s,.]|$|{_END})))"
_MORE: Final = (
    rf"(?:[\s,]{{0,3}}{_PART}|{_PLACE}|{_BARE}|\s?บ้าน(?!เลข)(?:(?!{_STOP_NAME}){_LETTER}){{2,15}}(?=\s|$))"
)
_ADDRESS = re.compile(
    rf"(?P<cue>ที่อยู่(?:ตามบัตร(?:ประชาชน)?|ตามทะเบียนบ้าน|คือ|ปัจจุบัน|จัดส่ง|ใหม่|ผม|ดิฉัน|ฉัน|หนู|บ้าน(?!เลข)|ที่ทำงาน|ออกบิล|เป็น|\s|:|ค่ะ|ครับ){{0,4}}|อยู่(?:ที่|บ้าน)?\s?|(?:จัด)?ส่ง(?:ไป|มา|ของ|พัสดุ){{0,2}}(?:ที่)?\s?|ย้าย(?:มา|ไป)?(?:อยู่)?(?:ที่)?\s?|พัก(?:อยู่)?(?:ที่)?\s?|บ้าน(?:ผม|หนู|ดิฉัน|ฉัน|พี่|เรา|อยู่|ที่){{1,3}}\s?|เปลี่ยนเป็น\s?|ต้องเป็น\s?|แก้เป็น\s?)?"
    rf"(?P<address>(?P<label>(?:บ้าน)?เลขที่\s?(?:บ้าน)?\s?)?(?<![\d/.,-])(?:(?P<number>{_NUMBER})[\s,]{{0,2}})?(?P<parts>{_PART}{_MORE}{{0,12}})?)"
)
_STREETS = re.compile(
    r"หมู่|ม\.|ซอย|ซ\.|ถนน|ถ\.|ตรอก|แขวง|ตำบล|ต\.|อำเภอ|คอนโด|อาคาร|หอพัก|แมนชั่น|อพาร์|โครงการ|มบ\.|ตึก"
)
_CONDO = Sought(rf"(?P<address>{_BUILDING}(?:{_NAMED}){{1,4}}?(?:[\s,]{{0,2}}{_ROOMS}){{1,3}}{_MORE}{{0,8}})")
_MAYBE = re.compile(f"{_STREETS.pattern}|/|ทับ")  # an address has one of these, or ends in a room
_CONTEXT = re.compile("ที่อยู่|ส่ง|พัก|ย้าย|บ้าน|อยู่")
_ANSWER = re.compile(
    rf"\s*(?:(?:ได้|ค่ะ|คะ|ครับ|เป็น|คือ|ที่|บ้าน|ที่ทำงาน|ส่งที่|อยู่|เอ่อ|อ๋อ|อ้อ)[\s,]*){{0,4}}(?P<address>(?:(?:บ้าน)?เลขที่\s?)?{_NUMBER}{_MORE}{{1,12}}|(?:{_BUILDING}(?:{_NAMED}){{1,4}}?|{_PART}){_MORE}{{1,12}}|(?:บ้านเลขที่|เลขที่)\s?{_NUMBER}|{_ROOMS}|\d{{1,4}}/\d{{1,4}}(?!/))"
)


def thai_addresses(text: str, asked: bool) -> Iterator[Span]:
    """Where Thai addresses stand. asked: the turn before asks for one."""
    for match in _ADDRESS.finditer(text) if _MAYBE.search(text) else ():
        if match["address"] and _is_address(match, asked):
            yield _trimmed(match)
    for match in _CONDO.finditer(text):
        if (
            asked
            or "ห้อง" in match["address"]
            or _CONTEXT.search(text, max(0, match.start() - 20), match.start())
        ):
            yield _trimmed(match)
    answer = _ANSWER.match(text) if asked else None
    if answer is not None and any(c.isdigit() or c in "สหซถ" for c in answer["address"]):
        yield _trimmed(answer)


def _trimmed(match: re.Match[str]) -> Span:
    start = match.start("address")
    return start, start + len(match["address"].rstrip(" ,\n"))


def _is_address(match: re.Match[str], asked: bool) -> bool:
    """A number with a lane or a road, two of these, or one of them where a house is spoken of."""
    parts, number = match["parts"] or "", match["number"] or ""
    streets = len(_STREETS.findall(parts))
    digits = any(c.isdigit() for c in parts) or bool(re.search(_DIGIT_WORDS, parts))
    if match["label"] or match["cue"] or asked:
        slashed = "/" in number or "ทับ" in number
        if (
            slashed
            and (match["label"] == "บ้านเลขที่" or match["label"] or match["cue"])
            and not (match["cue"] is None and (match["label"] or "").strip() == "เลขที่" and not parts)
        ):
            return bool(match["cue"] or streets or (match["label"] or "").startswith("บ้าน")) and (
                bool(parts) or (match["label"] or "").startswith("บ้าน") or "ที่อยู่" in (match["cue"] or "")
            )
        return bool(streets and (number or digits)) or streets >= 2
    if "บ้านเลขที่" in parts and streets:
        return True
    return bool(streets and number) or (streets >= 2 and digits) or streets >= 3
