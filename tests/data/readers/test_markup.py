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
        ("<html><body><section>a</section><dl><dt>b</dt><dd>c</dd></dl></body></html>", "a\nb\nc"),
        ("<!-- open <!-- aside -->text", "<!-- open text"),
        ("<script>one</script>a<style>two</style>b", "ab"),
        ("", ""),
    ],
)
def test_text_is_what_a_person_sees(raw, text):
    assert text_of_markup(raw) == text


@pytest.mark.parametrize("opening", ["<script ", "<style>", "<!-- "])
def test_openings_without_an_end_are_text_and_soon_read(opening):
    raw = (opening * 100_000).strip()
    assert text_of_markup(raw) == raw
