"""Files in object stores, as `s3://bucket/key`, through fsspec; who may read them is the store's client's matter."""

from __future__ import annotations

import errno
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

from data.source_file import SourceFile
from data.transcript_names import is_passed_over, may_hold_transcripts

PACKAGES: Final = {"s3": "s3fs", "gs": "gcsfs", "az": "adlfs"}


class StoreError(ValueError):
    """A store that cannot be asked, or an address where nothing is. The message is for the user."""


class StoredFile(SourceFile):
    """A file in an object store. It is written as any path, so that names and endings are what they are elsewhere."""

    def _content(self) -> IO[bytes]:
        address = str(address_of(self))
        try:
            store, key = _store_of(address)
            stream: IO[bytes] = store.open(key, "rb")
        except OSError:
            raise
        except Exception as problem:  # a client's own errors: each has its own
            raise OSError(errno.EIO, f"the store answers with {type(problem).__name__}") from problem
        return stream


def address_of(path: str | Path) -> str | None:
    """The address that a path stands for, None for a path of this computer.

    Path makes one slash of two, and a folder's path may have come before it.

    >>> address_of("s3://calls/a.json"), address_of(Path("s3://calls/*.json")), address_of(Path("/here/gs:/calls"))
    ('s3://calls/a.json', 's3://calls/*.json', 'gs://calls')
    >>> address_of("s3/calls")
    """
    text = PurePosixPath(path).as_posix()
    for scheme in PACKAGES:
        before, mark, key = text.partition(f"{scheme}:/")
        if mark and (not before or before.endswith("/")):
            return f"{scheme}://{key.lstrip('/')}"
    return None


def files_at(address: str) -> list[Path]:
    """The files that an address stands for: itself, all below it, or what matches it as a pattern, by their names.

    Raises StoreError where there are none, or the store cannot be asked.
    """
    scheme = address.partition("://")[0]
    try:
        store, key = _store_of(address)
        if "*" in key or "?" in key or "[" in key:
            keys = [match for match in store.glob(key) if store.isfile(match)]
        elif store.isfile(key):
            return [StoredFile(f"{scheme}://{key}")]
        else:
            keys = store.find(key)
    except StoreError:
        raise
    except Exception as problem:  # noqa: BLE001  # a client's own errors: each has its own
        raise StoreError(
            f"{address} cannot be read ({type(problem).__name__}): check the address, and that this computer "
            "may read it"
        ) from None
    if not keys:
        raise StoreError(f"{address} does not exist: give a file, a folder, or a pattern that matches some")
    folder = PurePosixPath(key.partition("*")[0])
    return [StoredFile(f"{scheme}://{found}") for found in sorted(keys) if _is_looked_at(found, folder)]


def _is_looked_at(key: str, below: PurePosixPath) -> bool:
    path = PurePosixPath(key)
    folders = path.parts[len(below.parts) : -1] if path.is_relative_to(below) else ()
    return may_hold_transcripts(path) and not any(map(is_passed_over, folders))


def _store_of(address: str) -> tuple[Any, str]:
    """The store's client, and the key there. Raises StoreError where the client is not installed."""
    package = PACKAGES[address.partition("://")[0]]
    try:
        from fsspec.core import url_to_fs

        store, key = url_to_fs(address)
    except ImportError:
        raise StoreError(
            f"{address} cannot be read without the package {package}: install convoqa with its extra `stores`, "
            "as in pip install 'convoqa[stores]'"
        ) from None
    return store, str(key)
