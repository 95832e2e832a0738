"""Text out of HTML."""

import pytest

from data.readers.markup import text_of_markup


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("plain", "plain"),
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("one<br/>two<BR>three", "one\ntwo\nthree"),
        ('<a href="https://x.com?a=1&b=2">link</a> &amp; more', "link & more"),
        ("&lt;b&gt; is written, not meant", "<b> is written, not meant"),
        ("a < b and c > d, I <3 it", "a < b and c > d, I <3 it"),
        ("<order> 7 </order>", "<order> 7 </order>"),
        ("<style>p {}</style>text<!-- aside -->", "text"),
        ("non&nbsp;breaking", "non breaking"),
        ("", ""),
    ],
)
def test_text_is_what_a_person_sees(raw, text):
    assert text_of_markup(raw) == text
