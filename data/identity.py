"""Customers' ids as keyed hashes: the same customer has the same key, and no key leads back to a customer."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import unicodedata
from pathlib import Path
from typing import Final

KEY_FILE: Final = "key"
KEY_BYTES: Final = 32


class KeyProblem(RuntimeError):
    """A workspace key that cannot be used: the message says why and what to do."""


def workspace_key(folder: Path) -> bytes:
    """The workspace's own 32 random bytes, made and kept in the file `key` (hexadecimal, mode 0600) when absent.

    Raises KeyProblem where the file holds something else, or can be neither read nor written.
    """
    path = folder / KEY_FILE
    try:
        if not path.exists():
            _make(path)
        text = path.read_text(encoding="ascii").strip()
        key = bytes.fromhex(text)
    except OSError as problem:
        raise KeyProblem(
            f"{path} cannot be used ({problem.strerror}): check the folder's permissions"
        ) from None
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyProblem(
            f"{path} does not hold {KEY_BYTES} bytes in hexadecimal: restore it from a backup, "
            "or remove it and accept that customers seen before are counted anew"
        )
    return key


def _make(path: Path) -> None:
    """Writes a fresh key beside the place and links it there: two runs that start together agree on one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{KEY_FILE}.{secrets.token_hex(8)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_bytes(KEY_BYTES).hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(fresh, path)
    except FileExistsError:
        pass  # another run was first: its key holds
    finally:
        fresh.unlink(missing_ok=True)


def customer_key(key: bytes, customer_id: str) -> str:
    """HMAC-SHA256 of the id, as 32 hexadecimal characters. Case, outer blanks and Unicode form do not count.

    >>> customer_key(b"k" * 32, " Ann@example.com") == customer_key(b"k" * 32, "ann@example.com")
    True
    """
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFC", customer_id).strip().casefold())
    return hmac.new(key, plain.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]
