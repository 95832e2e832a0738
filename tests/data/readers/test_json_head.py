"""The outer keys of a JSON text that may be cut off."""

import pytest

from data.readers.json_head import outer_keys


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ('{"a": 1, "b": [{"c": 2}], "d": {"e": "f"}}', "a b d"),
        ('[{"a": {"b": 1}, "c": 2}, {"d": 3}]', "a c"),
        ('{"a": 1}\n{"b": 2}', "a"),
        ('\n {"a": "x \\" : {", "b": 1', "a b"),
        ('{"a": 1, "b": "cut \\', "a b"),
        ('{"a": ["b", "c"], "d', "a"),
        ('{"a": "b: c, {", "é": 1}', "a é"),
        ("[]", ""),
        ("plain: text", ""),
        ("", ""),
    ],
)
def test_outer_keys(text, keys):
    assert outer_keys(text) == frozenset(keys.split())


def test_a_long_text_that_never_ends_is_read_once():
    assert outer_keys('{"a": "' + "\\\\x" * 20_000) == {"a"}
