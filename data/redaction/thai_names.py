"""Thai names after "ชื่อ", pronouns and titles, and in answers.

Thai writes no spaces between words: a name ends where a known word begins. Where little says that a name comes, it must
be made of what names are made of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from data.redaction.finding import Span
from data.redaction.latin_names import Trust, name_at
from data.redaction.literals import Literals
from data.redaction.thai_words import NAME_ELEMENTS, NICKNAMES

_LETTER = "[\u0e01-\u0e3a\u0e40-\u0e4e]"
_NOT_LETTER_BEFORE = "(?<![\u0e01-\u0e3a\u0e40-\u0e4e])"
_POLITE = "(?:ครับ|คับ|คร้าบ|ค้าบ|ค่ะ|คะ(?!น)|ค่า|จ้า|จ้ะ|จ๊ะ|ฮะ|นะ(?!ภ|ช)|น่ะ|เอง|อ่ะ|อะ(?![\u0e01-\u0e4e]))"
_END = (  # words that follow a name at once
    rf"(?:{_POLITE}|อยาก|ต้องการ|ขอ(?:สอบถาม|แจ้ง|รบกวน|ให้)|จะ(?:ขอ|สอบ|มา|โทร|ดู|ช่วย|เป็น)|โทร|สั่ง|แจ้ง|ติดต่อ|สอบถาม"
    r"|จาก|เป็น(?:ผู้|เจ้า|คน|ลูก)|ยินดี|รับสาย|พูด|นามสกุล|สกุล|อายุ|เบอร์|อยู่|ที่|และ|แล้ว|แต่|ซึ่ง|เจ้าหน้าที่|พนักงาน|ผู้|กำลัง|เคย"
    r"|มี(?![\u0e48-\u0e4b]|น|ช|สุข|ทรัพย์|แสง|โชค|[^\u0e01-\u0e4e]|$|ค่ะ|ครับ|นะ)|หน่อย(?=ครับ|ค่ะ|คะ|นะ|ได้)|ไม่(?!้)|ได้|ให้|สะกด|คนที่|สวัสดี|เลข|รหัส|วันเกิด|บ้าน|ของ|หรือ|ว่า(?!ง)|ใช่|ถือสาย|จองไว้|บอก|ช่วย|ดูแล|เมื่อ|ฝ่าย|แผนก|ทีม)"
)
_RUN = rf"(?:(?!{_END}){_LETTER})"
_FIRST = rf"(?:{_RUN}{{2,16}}(?!{_RUN}))"
_NO_LAST = (
    r"(?:เกิด|วัน|เลข|รหัส|ต้อง|อยาก|พอ|คือ|ส่ง|กับ|เรื่อง|ใช้|สาย(?!ฝน|ทอง|ใจ)|ใน|ตอน|เมื่อ|จอง|สวัสดี|พี่|คณะ|ปี|คุณ|ช่วย|ทำ|เพื่อ|หมาย|ห้อง|ราคา|พัก|เข้า"
    r"|บริษัท|แผนก|ฝ่าย|อีเมล|ยืนยัน|ลูกค้า|สมาชิก|ร้าน|กรุณา|พร้อม|ยัง|ตาม|เอ่อ|อ่า|ครับ|ค่ะ|หนู|ผม|ดิฉัน|มา(?!ก|นะ|ลี|ศ)|เอา|ขึ้น|มัน|เดี๋ยว|ตัว|สิบ|สี|ไป|จะ"
    r"|เหมือน|ถ้า|อ่ะ|ฝาก|รับ|จาก|บอก|ดู|เพิ่ง|สมัคร|ซื้อ|สั่ง|เสีย|โดน|ติด|ทาง|ครบ|ค้าง|ถึง|ใส่|ออก|กำลัง|เลย|นอน|แพ้|นัด|พิมพ์|ข้อมูล|ขอ|ของ|สินค้า|รุ่น|โทร|ไม่|เพราะ|ซึ่ง|นี่|นั่น|สอง|สาม|แผง|การ|ประปา|ทีม|ศูนย์|ธนาคาร|สาขา|ขนส่ง|คลินิก|โรง|ช็อป|เสาร์|อาทิตย์นี้|จันทร์นี้|ศุกร์|พุธ|อังคาร|พฤหัส|หัวหน้า|แป๊บ|ฝั่ง|ตู้|ตรวจ|เลือก|ยื่น|นิติ|รอบ|ปากกา|ว่าง|คู่)"
)
_LAST = rf"(?: {{1,2}}(?!{_NO_LAST}){_RUN}{{3,18}}(?!{_RUN})(?={_POLITE}|นามสกุล|เบอร์|โทร|[\s.,\d/)(]|$))"
_LONG_LAST = rf"(?: {{1,2}}(?!{_NO_LAST}){_RUN}{{3,18}}(?!{_RUN}))"
_TITLES: Final = (
    r"(?:คุณ|นางสาว|นาย|นาง(?!สาว)|น\.ส\.|ด\.ช\.|ด\.ญ\.|เด็กชาย|เด็กหญิง|ดร\.|มิสเตอร์|หมอ|น้อง(?=[\u0e01-\u0e4e]))"
)
_TITLE = rf"(?:{_TITLES}\s?)?"
_WHOSE = (
    r"(?:กระผม|ผม|ดิฉัน|ดิชั้น|เดี๊ยน|ฉัน|ชั้น|หนู|เรา|พี่|แม่|พ่อ|ลูก|ลูกค้า|คนไข้|ผู้ป่วย|เขา|เค้า|แฟน|สามี|ภรรยา|ลูกชาย|ลูกสาว|จอง|สมัคร|ช่าง|คนขับ|พยาบาล|น้อง"
    r"|เจ้าของ|ผู้รับ|ผู้ส่ง|ผู้จอง|ผู้โดยสาร|ผู้ป่วย|ผู้ติดต่อ|ผู้ถือบัตร|ผู้เอาประกัน|ผู้สั่ง(?:ซื้อ)?|ผู้โอน|ผู้เข้าพัก|ผู้กู้|ผู้สมัคร|แอดมิน|เจ้าหน้าที่|พนักงาน|ไรเดอร์|ยาย|ตา|ปู่|ย่า|ป้า|ลุง|น้า|อา|เพื่อน|หัวหน้า|แม่บ้าน|หมอ|ครู|คนรับ|คนส่ง|ใช้|ใน|ลง|ออกบิล|บัญชี|พัสดุ|จ่าหน้า|ระบุ|ใส่|บุคคล|คน|โอน|เขียน|เซ็น)"
)
_LABEL = (
    r"(?:(?:จริง|เต็ม|เล่น|แรก)(?:ๆ)?(?:ผม|หนู|ดิฉัน|ฉัน|เรา|พี่)?(?:ก็)?(?:ชื่อ)?|ที่(?:ถูก(?:ต้อง)?|ใช้|จอง|ลงทะเบียน|แจ้ง)[ก-๎]{0,8}?(?=คือ|เป็น|ว่า)|(?:แม่|พ่อ|แฟน|สามี|ภรรยา|ลูก(?:สาว|ชาย)?|(?:พี่|น้อง)(?:สาว|ชาย)|เพื่อน)(?=\s|คือ)(?:\s?ชื่อ)?|[ -]?(?:และ)?นาม ?สกุล|[ -]?สกุล)?(?:ของ(?:ผม|ดิฉัน|ฉัน|หนู|ลูกค้า|พี่|คนไข้|ผู้จอง|ผู้รับ|แม่|พ่อ|แฟน|สามี|ภรรยา|ลูก|เจ้าของบัญชี)"
    r"|ผู้(?:รับ|ส่ง|จอง|โดยสาร|เอาประกัน|ป่วย|กู้|ถือบัตร|ติดต่อ|สั่งซื้อ|ใช้งาน|เข้าพัก|โอน|สมัคร)|ลูกค้า|คนไข้|เจ้าของ(?:บัญชี|บัตร|เบอร์)|บัญชี|(?:ใน|หน้า|บน)(?:บัตร|พาสปอร์ต|บัญชี|ระบบ|กรมธรรม์|สมุด))?(?:\s*(?:ก็|น่าจะ)?(?:คือ|เป็น|ว่า|:|=|-)|ก็)?\s*(?:เอ่อ|อ่า)?\s*"
)
_CUE = re.compile(
    rf"(?:{_WHOSE}(?:มี)?ชื่อ{_LABEL}|(?:(?<!{_LETTER})|(?<=ครับ)|(?<=ค่ะ)|(?<=คะ)|(?<=ใน)|(?<=แต่)|(?<=ส่วน)|(?<=และ))ชื่อ{_LABEL}|(?:เปลี่ยน|แก้(?:ไข)?)ชื่อ[ก-๎]{{0,14}}?เป็น\s*|(?:ชื่อ|นามสกุล)[ก-๎ ]{{0,16}}?ผิด[ก-๎]{{0,6}} (?:ต้อง(?:เป็น)?|ที่ถูก(?:ต้อง)?(?:คือ|เป็น)?|แก้เป็น|จริงๆ(?:คือ)?) ?|(?:ในนาม|นามว่า|เรียกว่า)\s?|(?<!{_LETTER})(?:ผู้(?:รับ|ส่ง|ติดต่อ|จอง|โอน|เข้าพัก|สั่งซื้อ|ป่วย|โดยสาร|เอาประกัน)|ลูกค้า|เจ้าของ(?:บัญชี|บัตร|เบอร์|บ้าน)|คนไข้)(?:สินค้า|พัสดุ|เงิน|ปลายทาง)?\s?(?:คือ|:|=|-)\s*){_TITLE}(?P<name>)"
)
_WRITTEN = re.compile(  # "ในบัตรเขียนว่า …": a first name and a last
    rf"(?:ใน|หน้า|บน|ตาม)(?:บัตร|พาสปอร์ต|ทะเบียนบ้าน|ใบจอง|ตั๋ว|สมุด)[ก-๎]{{0,10}}?(?:เขียน|ระบุ|ลง|พิมพ์)(?:ว่า|ชื่อ|ไว้ว่า)+ ?{_TITLE}(?P<name>{_FIRST}{_LAST})"
)
_PAUSES = re.compile(rf"(?={_POLITE}|นามสกุล|เบอร์|โทร|รับสาย|ที่|จาก|อยาก|และ|[\s.,\d/)(\"]|$)")
_SURNAME = re.compile(
    rf"(?<!ชื่อ)(?<!ชื่อ-)(?<!ชื่อ )(?<!และ)(?<!เปลี่ยน)นามสกุล(?:ของ(?:ผม|ดิฉัน|หนู))?\s*(?:คือ|ว่า|เป็น|:)?\s*(?P<name>{_FIRST})(?=\s*(?:{_POLITE}|เบอร์|โทร|[\s.,\d]|$))"
)
_TITLED = re.compile(
    rf"{_NOT_LETTER_BEFORE}(?:นางสาว|นาย|นาง(?!สาว)|น\.ส\.|ด\.ช\.|ด\.ญ\.|เด็กชาย|เด็กหญิง)\s?(?P<name>{_FIRST}{_LAST}?)"
)
_INNER_TITLED = re.compile(
    rf"(?:ข้าพเจ้า|ผม|ดิฉัน|ชื่อ|คือ|ครับ|ค่ะ|คะ|ถึง|กับ|ของ|ให้|เป็น)(?:นางสาว|นาย|น\.ส\.)\s?(?P<name>{_FIRST}{_LAST}?)"
)


def _longest_first(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, set(words)), key=lambda word: (-len(word), word)))


_MADE_OF_NAMES = re.compile(rf"(?:{_longest_first(NAME_ELEMENTS)}){{1,5}}$")
_ELEMENT: Final = rf"(?:{_longest_first(NAME_ELEMENTS)})"
_MADE_LAST: Final = (
    rf"(?: {{1,2}}{_ELEMENT}{{2,4}}(?={_POLITE}|นามสกุล|เบอร์|โทร|[\s.,\d/)(]|$))"  # though it begins as a word
)
_INTRODUCED = re.compile(rf"(?P<name>{_FIRST}(?:{_LAST}|{_MADE_LAST})?)")
_LAST_NAME = re.compile(
    rf"ณ .*|แซ่.*|(?:{_ELEMENT}){{1,5}}|{_ELEMENT}{_LETTER}{{0,10}}?{_ELEMENT}|{_LETTER}{{3,12}}(?:กุล|วงศ์|วงษ์|พงศ์|พงษ์|พันธ์|พันธุ์|ทรัพย์|สุข|ศรี|รัตน์|ชัย|กิจ|ศักดิ์|วัฒน์|วัฒนา|โรจน์|ดี|ธรรม|มงคล|เจริญ|เวช|สกุล|นนท์|ณรงค์|ทอง|แก้ว|นันท์|ภักดี|วานิช|พาณิชย์|ไพศาล|ไพบูลย์|ประเสริฐ|ลักษณ์|ภรณ์|สิน|อยู่|มา|ผล|คำ|พร|์)"
)
_MADE: Final = rf"(?:{_longest_first((*NAME_ELEMENTS, *NICKNAMES))})"
_LIKELY = re.compile(
    rf"\s?(?P<name>{_MADE}{{1,5}}?(?=[\s.,!?\d)(]|$|{_END}|พิมพ์|เหมือน|คน|ฝาก|ถาม|มา(?:ที่|หา|ดู|ซ่อม|ส่ง|รับ|ถึง)|เป็น|คือ|รับ|สะดวก|ต้อง|ด้วย|นัด|กับ|ไว้)(?:{_LONG_LAST}(?={_POLITE}|นามสกุล|เบอร์|โทร|จาก|[\s.,\d/)(]|$))?)"
)
_SPEAKER = re.compile(
    rf"(?:(?<!{_LETTER})|(?<=ครับ)|(?<=ค่ะ)|(?<=คะ)|(?<=จ้า)|(?<=นี่))(?P<who>กระผม|ผม|ดิฉัน|ดิชั้น|เดี๊ยน|ฉัน|หนู|นี่|พี่|น้อง|แอดมิน|เจ้าหน้าที่|พนักงาน|ช่าง|ลูกค้า|คุณ|ป้า|ลุง|ยาย|น้า|อา|ครู|หมอ(?!ชิต))(?:คือ|เอง)?(?:คุณ|นาย|พี่|น้อง|หมอ|ครู|ช่าง)?(?P<name>)(?=\s?[\u0e01-\u0e4e])"
)
_CALLED = re.compile(
    r"(?:เรียน(?:สาย)?|สาย(?:กับ)?|กับ|สวัสดี(?:ค่ะ|ครับ)?|ขอบคุณ(?:ค่ะ|ครับ|มากค่ะ|มากครับ)?|ถึง|ฝาก|ของ|ให้|นี่|ใช่|คือ|ชื่อ|เป็น|จาก|แจ้ง|บอก|เชิญ|ใน|บัญชี|ผู้รับ|ติดต่อ|โดย|แม่|พ่อ|ที่|ครับ|ค่ะ|คะ|รบกวน)\s?คุณ(?P<name>)(?=\s?[\u0e01-\u0e4e])|(?<![\u0e01-\u0e4e])(?:ชื่อ)?(?:ผู้(?:รับ|ส่ง|จอง|โอน|ติดต่อ|ป่วย|เข้าพัก|โดยสาร|เอาประกัน|สั่งซื้อ)|ลูกค้า|เจ้าของ(?:บัญชี|บัตร|เบอร์|บ้าน))(?:สินค้า|พัสดุ|เงิน|ปลายทาง)? (?P<of>)(?=[\u0e01-\u0e4e])"
)
_NOT_TITLE: Final = re.compile(
    r"(?:บ่าวสาว|เจ้า(?:สาว|บ่าว)|สมบัติ|ภาพ|ค่า|ลูกค้า|แม่|พ่อ|หมอ|ครู|พี่|น้อง|ลุง|ป้า|ตา(?!ล)|ยาย|ผู้|จะ|มี|ได้|ไม่|สม(?:ัคร|าชิก))"
)
_ANYWHERE = re.compile(
    rf"คุณ(?P<name>(?:{_longest_first(tuple(e for e in NAME_ELEMENTS if len(e) > 2))}){{1,4}}?)(?=[\s.,!?\d)(]|$|{_END}|ฝาก|ถาม|มา(?:ที่|หา|ดู|ซ่อม|ส่ง|รับ|ถึง))"
)
_NAMED = re.compile(rf"(?P<what>[\u0e01-\u0e4e]{{0,8}})ชื่อ(?:ว่า)?\s?{_TITLE}(?P<name>)(?=[\u0e01-\u0e4e])")
_NO_PERSON = re.compile(
    "(?:ร้าน|สินค้า|บริษัท|รุ่น|ยา|ไฟล์|โรงแรม|แบรนด์|เมนู|เพลง|เกม|แอป|เว็บ|เพจ|โดเมน|เปลี่ยน|แก้|ใส่|พิมพ์|กรอก|ขอ|แจ้ง|ทราบ|มี|ลบ|เพิ่ม|ไม่|ราย)$"
)
_ON_THE_LINE = re.compile(
    rf"(?P<name>(?<!{_LETTER}){_MADE}{{1,5}}?)(?=\s?(?:รับสาย|พูดสาย|พูด(?:ค่ะ|ครับ|อยู่|นะ)|เอง(?:ค่ะ|ครับ)|ยินดี(?:ให้)?บริการ|รับเรื่อง|ถือสาย))"
)
_ADDRESSED = re.compile(  # whatever the name is made of: "เรียนคุณ…", "ขอสายคุณ…", "คุณ… ใช่ไหมคะ"
    rf"(?:(?:เรียน(?:สาย)?|ขอสาย|ถือสาย|สวัสดี(?:ค่ะ|ครับ)?|ฝากบอก|ฝากถึง) ?คุณ ?(?P<name>{_RUN}{{3,14}})(?!{_RUN})(?=ใช่|ค่ะ|ครับ|คะ|นะ|ด้วย|หน่อย|[ ,.!]|$)|(?:{_NOT_LETTER_BEFORE}|(?<=ของ)|(?<=กับ)|(?<=คือ)|(?<=เป็น))คุณ ?(?P<asked>{_RUN}{{3,14}})(?= ?ใช่(?:ไหม|มั้ย|หรือเปล่า|ป่าว)))"
)
_TAKES_CALL = re.compile(  # "มินตรารับสายค่ะ": whoever takes the call, where the turn or a part of it begins
    rf"(?:^|(?:ค่ะ|ครับ|คะ|บริการ|สายนี้)[ ,]{{1,2}})(?P<name>(?!ผู้|เจ้าหน้าที่|พนักงาน|ใคร|คน|แอดมิน|ระบบ|ฝ่าย|แผนก|ลูกค้า|ช่วย|โทร|กด|รอ|พอ|เมื่อ|ตอน|ถ้า|แล้ว){_RUN}{{3,14}}) ?(?=รับสาย(?:ค่ะ|ครับ|นะ|ยินดี|[ ,.]|$))"
)
_LATIN = re.compile(
    r"(?:(?:(?<![\u0e01-\u0e4e])|(?<=ครับ)|(?<=ค่ะ)|(?<=คะ))(?:กระผม|ผม|ดิฉัน|ฉัน|หนู|นี่|พี่|คุณ|เจ้าหน้าที่|แอดมิน|มิสเตอร์|มิส)\s?"
    rf"|(?:ชื่อ(?:ภาษา)?(?:อังกฤษ)?{_LABEL}|คุณ|นาย|นางสาว|นาง(?!สาว)|มิสเตอร์|มิส)\s?)(?:คุณ|มิสเตอร์|มิส|Mr\.?|Ms\.?|Mrs\.?)?\s?(?P<name>)(?=[A-Za-zÀ-ɏ])"
)
_LATIN_LETTER = re.compile("[A-Za-zÀ-ɏ]")
_SIGNED = re.compile(rf"\n\s{{0,3}}[-~]?\s?{_TITLE}(?P<name>{_ELEMENT}{{1,5}}(?: +{_LETTER}{{3,18}})?)\s*$")
_AFTER_ENGLISH = re.compile(
    rf"(?i:\b(?:name(?:'s| is|:)|this is|i'm|i am|speaking (?:to|with)|call me|mrs?\.?|ms\.?))\s{_TITLE}(?P<name>{_LETTER}{{2,16}}(?: +{_LETTER}{{3,18}})?)(?!{_LETTER})"
)
_ENDS = re.compile(rf"\s?(?:{_POLITE}|$)")
_WORDS_TOO: Final = frozenset(
    (
        "พิมพ์",
        "ชาย",
        "หญิง",
        "สุภาพ",
        "นา",
        "สม",
        "ดี",
        "ใจ",
        "น้ำ",
        "ไม้",
        "ป่า",
        "เขา",
        "หอม",
        "เย็น",
        "ขาว",
        "เขียว",
        "ยิ้ม",
        "เพิ่ม",
        "รอด",
        "ยา",
        "ลอย",
        "ใหม่",
        "ใหญ่",
        "คง",
        "ยืน",
        "ช่วย",
        "สวย",
        "สวัสดิ์",
        "มาก",
        "รัก",
        "ตั้ง",
        "อยู่",
        "รักษา",
        "ชื่น",
        "ปลา",
        "สด",
        "เกิด",
        "จีน",
        "ไทย",
        "อ่อน",
        "สา",
        "หวาน",
    )
)
_NO_LATIN = re.compile(
    r"(?:line|id|user\w*|email|gmail|facebook|fb|ig|app|iphone|ios|samsung|wifi|sim|net|pc|notebook|galaxy|macbook|ipad|order|code|shopee|lazada|grab|netflix|google|apple|admin|member|vip|new|pro|error|login|sign|password)\b",
    re.I,
)
_FILLER = re.compile(
    rf"(?:(?:(?:เป็น)?(?:ของ|ชื่อ)(?:แม่|พ่อ|แฟน|สามี|ภรรยา|ลูก(?:สาว|ชาย)?|พี่(?:สาว|ชาย)?|น้อง(?:สาว|ชาย)?|เพื่อน|ผม|หนู|ดิฉัน|ยาย|ย่า|ตา|ปู่|ป้า|ลุง)|ครับผม|ครับ|ค่ะ|คะ|ได้(?:ค่ะ|ครับ|เลย(?:ค่ะ|ครับ)?)?|อ๋อ|อ้อ|เอ่อ|อ่า|อืม|สวัสดี(?:ค่ะ|ครับ)?|ใช่(?:ค่ะ|ครับ)?|ผม|ดิฉัน|ฉัน|หนู|กระผม|พี่|เป็น|คือ|นี่|ในนาม|ก็|เลย(?:ค่ะ|ครับ)|นะ|ชื่อ{_LABEL}|เดี๋ยว|เอง"
    r"|นามสกุล)[\s,.]*)"
)
_ANSWERED = re.compile(
    rf"{_TITLE}(?P<name>{_RUN}{{2,16}}(?!{_RUN})(?:{_LONG_LAST})?)(?=\s?(?:{_POLITE}|รับสาย|พูด|นามสกุล|เบอร์|โทร|สะกด|[.,!/(\d]|\s(?:เบอร์|โทร|ครับ|ค่ะ|คะ|สั่ง|จอง|อยาก|นามสกุล|สกุล|เลข|ที่|จาก)|$))"
)
_NO_NAME = re.compile(
    r"(?:ชื่อ|สักครู่|แป๊บ|เดี๋ยว|ดีใจ|ดีมาก|ใจดี|ใจเย็น|มั่นใจ|สมหวัง|สวย|งามมาก|สุขใจ|ชื่นใจ|พอใจ|เต็มใจ|มาก|นาย$|นาง$|นางสาว$|เด็กชาย$|เด็กหญิง$|บัญชี|ผู้|อะไร|ไร|ถ้า|อาหาร|ตัวละคร|เขต|ตา$|ปลายทาง|ความ|ท่า|รอบ|ปกติ|สินค้า|ร้าน|บริษัท|เดิม|ที่|ใน|ของ|ไม่|และ|กับ|หน่อย|ด้วย|น้อง$|คน|เจ้า|เต็ม|จริง(?!ใจ)|สกุล|นามสกุล|ใคร|จะ|เก่า|ใหม่|แม่|พ่อ|จาก|ให้|เรื่อง|ไฟล์"
    r"|โดเมน|เมนู|รุ่น(?!โรจน์)|ยี่ห้อ|โปร|แพ็ก|แพค|มาก่อน|มาผิด|มาให้|มาเลย|มาครับ|ก่อน|เพราะ|ตาม|ลูกค้า|สมาชิก|บน|ภาษา|ตรง|ผิด|ถูก|ซ้ำ|นี้|นั้น|เลย|ว่า|มา(?:ที่|$)|เดียว|เล่น|เสียง|ดัง$|ทาง|โรง|หมู่|ห้อง|อยู่"
    r"|คุณ(?!า)|เว็บ|แอป|เว็ป|มารดา|บิดา|ภรรยา|สามี|ลูก(?!ปลา|เกด|ตาล|น้ำ|หมี|แก้ว)|หนังสือ|เมล|อีเมล|ไว|สถาน|เพลง(?!$)|หนัง|ยา$|โครง|งาน|จังหวัด|ถนน|ธนาคาร|กรุ๊ป|กลุ่ม|เพจ|ไลน์|ไอจี|เฟส|ยูส|user|วัน(?!ชัย|ดี|เพ็ญ|วิสา|ทนา)|เบอร์|ทั้ง|ต่าง|หลาย|อื่น|เพื่อน|พนักงาน|เจ้าหน้าที่|ช่าง|หมอ|ตัวเอง|ผม|ฉัน|ดิฉัน|หนู|พี่|เรา|เขา|เค้า|จ้าง|หน้า|ก(?:$|รัฐ)|เอก$|แบบ|ฟ้า$|พยาบาล"
    r"|เปลี่ยน|แก้(?!ว)|เพิ่ม|ลบ|ลง|ใส่|กรอก|พิมพ์(?:ผิด|ถูก|ไทย|ว่า|มา)|สะกด|ขึ้น|ต้อง|อยาก|ขอ(?!งขวัญ)|ส่ง|สั่ง|ซื้อ|จอง|รับ|ยัง|เคย|กำลัง|มี(?!นา|สุข|โชค|ทรัพย์)|เป็น|คือ|ใช้|ใช่|ได้|ลืม|จำ(?!ปา|เนียร|ลอง|รัส)|ไป|มัน|แค่|ทำไม|เมื่อ|ตอน|พอ|หรือ|แต่|แล้ว|ไทย|อังกฤษ|เกาหลี|จีน|ย่อ|สั้น|ยาว|กลาง|จาก|รายการ|เครื่อง|รหัส|ข้อมูล|พัสดุ|ออเดอร์|ครับ|ค่ะ|คะ|สวัสดี|ขอบคุณ|โอเค|เหมือน|สะดวก|เดี๋ยว|รอ(?!ง)|บอก|แจ้ง|ปัญหา|เหตุ|โรค|หุ้น|ตำแหน่ง|แผนก|ปุ่ม|ช่อง|สนใจ|สงสัย|สบาย|ยินดี|คิด|เข้าใจ|ดู(?!แ)|เห็น|ลอง|ชอบ|โทร|ติด|เจอ|หา(?!ญ)|ทำ|เอา|พัก|อ่าน|ดี(?:ค่ะ|ครับ|$)|ตก$|กด|เข้า|ออก|ผ่าน|นำ|พูด|ถาม|สอบ|ทราบ|รู้|ยืนยัน|ยกเลิก|สมัคร|เสีย|จ่าย|โอน|เติม|ต่อ|ปิด|เปิด|คืน(?!$)|เช็ค|เช็ก|ตรวจ|ฝาก|กลับ|ลูกชาย|ลูกสาว|นิติบุคคล|อีก|บาง|ทุก|สอง(?:คน|ชื่อ)|อะ$|เอ่อ|อ่า|ตัว|มูลนิธิ|องค์กร|หจก|ส่วน|นิติ|ทะเบียน|นายก|แพทย์|ตำรวจ|พยาบาล|สิบ|หนึ่ง|สอง|สาม(?!ารถ)|สี่|ห้า|หก|เจ็ด|แปด|เก้า|ศูนย์|มกรา|กุมภา|มีนาคม|เมษายน|พฤษภ|มิถุน|กรกฎ|สิงหา|กันยา(?!$)|ตุลา(?!พร|$)|พฤศจิ|ธันวาคม|ไหน|ยา(?!ใจ|หยี)|สินไหม|มาด้วย|ทีม|ปัญญาอ่อน|เชียร์อยู่|เห้ย|แป๊บ|ลุง$|น้องไว้|คลินิก|กรรมการ|มาก็|ต้นเดือน|กลางเดือน|ปลายเดือน|สุภาพมาก|ชั้น)"
)


_FORMS: Final = (
    _CUE, _SURNAME, _TITLED, _INNER_TITLED, _SIGNED, _AFTER_ENGLISH, _WRITTEN, _SPEAKER, _CALLED, _ANYWHERE, _NAMED, _ON_THE_LINE, _TAKES_CALL, _ADDRESSED, _LATIN,
)  # fmt: skip
_LITERALS: Final = Literals(_FORMS)
_PLACES: Final = {id(form): place for place, form in enumerate(_FORMS)}  # an expression's own hash takes long
_WITH_LATIN: Final = 1 << _PLACES[id(_LATIN)]


def possible_forms(text: str) -> int:
    """The forms of Thai names that a text may have, as bits; 0 where it has none."""
    possible = _LITERALS.among(text)
    if possible & _WITH_LATIN and not _LATIN_LETTER.search(text):
        possible &= ~_WITH_LATIN
    return possible


def thai_names(text: str, asked: bool) -> Iterator[Span]:
    """Where names stand that a Thai word announces, or that answer the turn before."""
    possible = possible_forms(text)

    def found(form: re.Pattern[str]) -> Iterable[re.Match[str]]:
        return form.finditer(text) if possible >> _PLACES[id(form)] & 1 else ()

    for cue in found(_CUE):
        name = _INTRODUCED.match(text, cue.end())
        nickname = name is not None and "เล่น" in cue[0] and name["name"] in NICKNAMES
        if name is not None and (nickname or not _NO_NAME.match(name["name"])):
            plain = not cue[0].startswith(("ชื่อ", "ใน")) and "ชื่อ" in cue[0]
            if plain or _PAUSES.match(text, name.end()):
                yield name.span("name")
    for form in (_SURNAME, _TITLED, _INNER_TITLED, _SIGNED, _AFTER_ENGLISH, _WRITTEN):
        for match in found(form):
            if not _NO_NAME.match(match["name"]):
                yield match.span("name")
    for form in (_SPEAKER, _CALLED):
        for match in found(form):
            likely = _LIKELY.match(text, match.end())
            if likely is not None and _is_said_of(likely["name"], match[0]):
                yield _first_and_last(text, likely)
    for match in found(_ANYWHERE):
        if (
            len(match["name"]) > 3
            and not _NO_NAME.match(match["name"])
            and not _NOT_TITLE.match(match["name"])
        ):
            yield match.span("name")
    for match in found(_NAMED):
        likely = _LIKELY.match(text, match.end())
        if likely is not None and not _NO_PERSON.search(match["what"]) and _is_said_of(likely["name"], ""):
            yield _first_and_last(text, likely)
    for match in chain(found(_ON_THE_LINE), found(_TAKES_CALL)):
        if not _NO_NAME.match(match["name"]):
            yield match.span("name")
    for match in found(_ADDRESSED):
        called = match["name"] or match["asked"]
        if not (_NO_NAME.match(called) or _NOT_TITLE.match(called) or called in _WORDS_TOO):
            yield match.span("name" if match["name"] else "asked")
    for match in found(_LATIN):
        span = name_at(text, match.end(), Trust.CAPITAL)
        if span is not None and not _NO_LATIN.match(text, span[0]):
            yield span
    if asked:
        yield from _answer(text)


def _first_and_last(text: str, match: re.Match[str]) -> Span:
    """Without what stands after the space, unless it is made of names too."""
    start, end = match.span("name")
    first, _, last = text[start:end].partition(" ")
    sure = len(first) > 3 and len(last) > 3 and _MADE_OF_NAMES.match(first) and _ENDS.match(text, end)
    if last and (first in NICKNAMES or not (sure or _LAST_NAME.fullmatch(last.strip()))):
        end = start + len(first)
    return start, end


def _is_said_of(name: str, cue: str) -> bool:
    """Whether what follows a pronoun or a title is a name: two parts of names, one that is spelled as only names are, or a nickname after a title."""
    no_title = cue.endswith("คุณ") and _NOT_TITLE.match(name)
    return not (name in _WORDS_TOO or _NO_NAME.match(name) or no_title)


def _answer(text: str) -> Iterator[Span]:
    start = len(text) - len(text.lstrip())
    for _ in range(5):
        if _MADE_OF_NAMES.match(text, start) or (filler := _FILLER.match(text, start)) is None:
            break
        start = filler.end()
    match = _ANSWERED.match(text, start)
    if match is not None and not _NO_NAME.match(match["name"]):
        yield _first_and_last(text, match)
