"""Addresses in object stores: found, read as files, and a sentence where that cannot be."""

import gzip
import io
import json
import pickle
import sys
import zipfile
from pathlib import Path
from typing import ClassVar

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fsspec.registry import _registry
from fsspec.spec import AbstractFileSystem

from data.intake import InputError, find_inputs, read_file
from data.object_store import address_of


def generic(name):
    return json.dumps(
        {"conversation_id": name, "turns": [{"role": "agent", "text": "안녕하세요 고객님"}]},
        ensure_ascii=False,
    )


class Store(AbstractFileSystem):
    """An object store in memory: keys, and no folders but in their names."""

    protocol = "s3"
    cachable = False
    files: ClassVar[dict[str, bytes]] = {}

    def ls(self, path, detail=True, **_):
        path = self._strip_protocol(path)
        below = [key.removeprefix(f"{path}/") for key in self.files if key.startswith(f"{path}/")]
        names = {f"{path}/{key.split('/')[0]}": "directory" if "/" in key else "file" for key in below}
        names |= {path: "file"} if path in self.files else {}
        if not names:
            raise FileNotFoundError(path)
        entries = [{"name": n, "type": t, "size": len(self.files.get(n, b""))} for n, t in names.items()]
        return entries if detail else list(names)

    def _open(self, path, mode="rb", **_):
        if path not in self.files:
            raise FileNotFoundError(path)
        return io.BytesIO(self.files[path])


@pytest.fixture
def bucket(monkeypatch):
    monkeypatch.setattr(Store, "files", {})
    monkeypatch.setitem(_registry, "s3", Store)

    def put(name, content):
        Store.files[f"calls/{name}"] = content if isinstance(content, bytes) else content.encode()

    return put


@pytest.fixture
def filled(bucket):
    for name in (
        "b.jsonl",
        "a/2.jsonl",
        "a/1.jsonl",
        "README.md",
        "agents.csv",
        ".x.jsonl",
        "planted/p.jsonl",
    ):
        bucket(name, generic(Path(name).stem))
    return bucket


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("s3://calls", ["a/1.jsonl", "a/2.jsonl", "b.jsonl"]),
        ("s3://calls/", ["a/1.jsonl", "a/2.jsonl", "b.jsonl"]),
        ("s3://calls/a", ["a/1.jsonl", "a/2.jsonl"]),
        ("s3://calls/b.jsonl", ["b.jsonl"]),
        ("s3://calls/README.md", ["README.md"]),
        ("s3://calls/*.jsonl", ["b.jsonl"]),
        ("s3://calls/**/*.jsonl", ["a/1.jsonl", "a/2.jsonl", "b.jsonl"]),
        (Path("s3://calls/a"), ["a/1.jsonl", "a/2.jsonl"]),
        (Path("s3://calls/a").resolve(), ["a/1.jsonl", "a/2.jsonl"]),
    ],
)
def test_an_address_stands_for_its_files(address, names):
    found = find_inputs([address])
    assert [address_of(file) for file in found] == [f"s3://calls/{name}" for name in names]


@pytest.mark.usefixtures("filled")
def test_files_in_a_store_are_read_as_any(bucket):
    out, table = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("z.jsonl", generic("z-1"))
    pq.write_table(pa.table({"conversation_id": ["p-1"], "role": ["agent"], "text": ["hi"]}), table)
    bucket("n/1.zip", out.getvalue())
    bucket("n/2.gz", gzip.compress(generic("g-1").encode()))
    bucket("n/3.jsonl", generic("k-1").encode("cp949"))
    bucket("n/4.parquet", table.getvalue())
    files = [pickle.loads(pickle.dumps(file)) for file in find_inputs(["s3://calls/n"])]
    found = [item for file in files for item in read_file(file)]
    assert [item.conversation_id for item in found] == ["z-1", "g-1", "k-1", "p-1"]
    assert found[2].turns[0].text == "안녕하세요 고객님"


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("address", ["s3://calls/nothing", "s3://calls/*.parquet", "s3://other"])
def test_an_address_where_nothing_is_is_wrong_usage(address):
    with pytest.raises(InputError, match="does not exist: give a file, a folder, or a pattern"):
        find_inputs([address])


@pytest.mark.usefixtures("filled")
def test_a_file_that_is_gone_meanwhile_is_refused(monkeypatch):
    (file,) = find_inputs(["s3://calls/b.jsonl"])
    monkeypatch.setattr(Store, "files", {})
    (rejected,) = read_file(file)
    assert rejected.reason.startswith("the file cannot be read (")


@pytest.mark.usefixtures("filled")
def test_a_clients_own_errors_are_told_by_their_kind(monkeypatch):
    class NoCredentialsError(Exception):
        pass

    def refuse(*_, **__):
        raise NoCredentialsError("secret")

    (file,) = find_inputs(["s3://calls/b.jsonl"])
    monkeypatch.setattr(Store, "open", refuse)
    (rejected,) = read_file(file)
    assert rejected.reason == "the file cannot be read (the store answers with NoCredentialsError)"
    monkeypatch.setattr(Store, "isfile", refuse)
    with pytest.raises(
        InputError, match=r"^s3://calls/b.jsonl cannot be read \(NoCredentialsError\): check the address"
    ) as told:
        find_inputs([file])
    assert "secret" not in str(told.value)


@pytest.mark.parametrize(("scheme", "package"), [("s3", "s3fs"), ("gs", "gcsfs"), ("az", "adlfs")])
def test_a_store_whose_client_is_not_installed(monkeypatch, scheme, package):
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.delitem(_registry, scheme, raising=False)
    with pytest.raises(InputError) as told:
        find_inputs([f"{scheme}://calls/a.jsonl"])
    assert str(told.value) == (
        f"{scheme}://calls/a.jsonl cannot be read without the package {package}: install convoqa with its extra "
        "`stores`, as in pip install 'convoqa[stores]'"
    )


def test_a_folder_of_this_computer_that_is_named_as_a_scheme(tmp_path):
    (tmp_path / "s3:").mkdir()
    (tmp_path / "s3:" / "a.jsonl").write_text(generic("c-1"))
    assert find_inputs([tmp_path / "s3:"]) == [tmp_path / "s3:" / "a.jsonl"]
