"""Keys of workspaces and customers."""

import stat
import unicodedata

import pytest

from data.identity import KeyProblem, customer_key, workspace_key


def test_a_workspace_gets_a_key_of_its_own_and_keeps_it(tmp_path):
    key = workspace_key(tmp_path / "new")
    assert len(key) == 32
    assert workspace_key(tmp_path / "new") == key
    assert workspace_key(tmp_path / "other") != key


def test_the_key_is_its_owners_alone_and_leaves_nothing_beside_it(tmp_path):
    key = workspace_key(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["key"]
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert bytes.fromhex((tmp_path / "key").read_text()) == key


def test_a_run_that_lost_the_race_takes_the_winners_key(tmp_path, monkeypatch):
    (tmp_path / "key").write_text("ab" * 32)
    from data import identity

    identity._make(tmp_path / "key")
    assert workspace_key(tmp_path) == bytes.fromhex("ab" * 32)
    assert [file.name for file in tmp_path.iterdir()] == ["key"]


@pytest.mark.parametrize("content", ["", "not hexadecimal", "abcd", "ab" * 33, "열쇠"])
def test_a_malformed_key_is_refused_in_a_sentence(tmp_path, content):
    (tmp_path / "key").write_text(content)
    with pytest.raises(KeyProblem, match="does not hold 32 bytes in hexadecimal: restore it"):
        workspace_key(tmp_path)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("u-9", "u-9", True),
        (" U-9\n", "u-9", True),
        ("Ann@Example.com", "ann@example.com", True),
        (unicodedata.normalize("NFD", "김하늘"), unicodedata.normalize("NFC", "김하늘"), True),
        ("u-9", "u-8", False),
    ],
)
def test_customers_are_told_apart_by_what_counts(one, other, same):
    key = b"k" * 32
    assert (customer_key(key, one) == customer_key(key, other)) is same


def test_a_customers_key_depends_on_the_workspace_and_hides_the_id():
    assert customer_key(b"a" * 32, "u-9") != customer_key(b"b" * 32, "u-9")
    assert len(customer_key(b"a" * 32, "u-9")) == 32
    assert "u-9" not in customer_key(b"a" * 32, "u-9")
