"""Who speaks: the labels by which transcripts name roles, in English, Korean and Thai."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LABELS: Final = {
    "agent": (
        "agent|rep|representative|advisor|adviser|operator|support|support agent|csr|consultant|associate|"
        "customer service|customer service agent|customer service representative|customer support|service agent|"
        "상담사|상담원|상담 직원|상담직원|직원|담당자|"
        "พนักงาน|เจ้าหน้าที่|แอดมิน|ตัวแทน|ฝ่ายบริการลูกค้า"
    ),
    "customer": (
        "customer|client|caller|user|guest|visitor|consumer|end user|cust|"
        "고객|고객님|손님|이용자|사용자|발신자|"
        "ลูกค้า|ผู้ใช้|ผู้โทร|ผู้ติดต่อ|ผู้ใช้บริการ"
    ),
    "bot": "bot|chatbot|virtual agent|virtual assistant|assistant|ivr|automated agent|챗봇|봇|가상 상담사|บอท|แชทบอท|แชตบอต",
    "system": "system|시스템|자동 메시지|ระบบ",
}
_ROLES: Final = {label: role for role, labels in LABELS.items() for label in labels.split("|")}
_DECORATION = re.compile(r"[*_`\[\]<>]+")
_NAME_OR_NUMBER = re.compile(r"\s*(?:\([^()]*\)|#?\d+)\s*$")


def role_of(label: str) -> str | None:
    """The role that a label says, or None where it is a name or a speaker's number.

    >>> role_of("**Agent**"), role_of("AGENT (Sarah)"), role_of("고객2"), role_of("SPEAKER_00")
    ('agent', 'agent', 'customer', None)
    """
    plain = _plain(label)
    return _ROLES.get(plain) or _ROLES.get(_NAME_OR_NUMBER.sub("", plain))


def role_before_name(label: str) -> str | None:
    """The role that a label says before a name. Only for labels that are known to be speakers.

    >>> role_before_name("Agent Mike Rivera"), role_before_name("상담사 김민수"), role_before_name("Mike Rivera")
    ('agent', 'agent', None)
    """
    first, _, rest = _plain(label).partition(" ")
    return role_of(label) or (_ROLES.get(first) if rest else None)


def _plain(label: str) -> str:
    bare = _DECORATION.sub(" ", unicodedata.normalize("NFKC", label)).replace("-", " ")
    return " ".join(bare.casefold().split())
