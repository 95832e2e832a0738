"""Text out of the HTML that vendors put into messages."""

from __future__ import annotations

import html
import re

_TAG_NAMES = (
    "a|abbr|b|big|blockquote|body|br|caption|center|code|col|colgroup|dd|del|div|dl|dt|em|figcaption|figure|font|"
    "h[1-6]|head|hr|html|i|img|ins|li|ol|p|pre|s|section|small|span|strike|strong|sub|sup|table|tbody|td|tfoot|th|"
    "thead|tr|u|ul"
)
_HIDDEN = (
    re.compile(  # no opening inside: else a text of openings alone is searched to its end for each of them
        r"<!--(?:(?!<!--).)*?-->|<(style|script)\b(?:(?!<\1\b).)*?</\1\s*>", re.DOTALL | re.IGNORECASE
    )
)
_BREAK = re.compile(
    r"<br\s*/?>|</(?:p|div|li|tr|h[1-6]|blockquote|dd|dt|figcaption|section)\s*>|<hr\s*/?>", re.IGNORECASE
)
_TAG = re.compile(rf"</?(?:{_TAG_NAMES})(?:\s[^<>]*)?/?>", re.IGNORECASE)


def text_of_markup(raw: str) -> str:
    """The text that a person would see. Only tags that HTML knows go, so that `a < b` and `<order>` stay.

    >>> text_of_markup("<p>Refund &lt; &#36;5<br>ok?</p> I <3 it")
    'Refund < $5\\nok?\\n I <3 it'
    """
    plain = html.unescape(_TAG.sub("", _BREAK.sub("\n", _HIDDEN.sub("", raw))))
    return plain.replace("\xa0", " ").strip()
