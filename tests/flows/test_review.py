"""`convoqa review`: what goes out, what comes back however it was saved, and what is refused, row by row."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from typer.testing import CliRunner

from data.traces import WORDS, Needles, search
from data.warehouse import PUBLISHED, WAREHOUSE, connect, open_warehouse
from flows.command_line import app
from flows.configuration import Configuration
from flows.forgetting import forget
from reports.review_rows import COLUMNS, TELLING
from tests.flows.nights import EXAMPLES, conversation, run_night, tables

EVIL = '=HYPERLINK("http://x") I\'m so sorry to hear that, 죄송합니다 ขออภัย'
INPUT = [
    *EXAMPLES,
    conversation(
        "=1+1", ("agent", EVIL), ("customer", "My parcel is late, I am upset."), ("agent", EVIL), agent_id="a-2", language="en"
    ),
]  # fmt: skip
Rows = list[dict[str, str]]


def convoqa(*arguments: Any) -> Any:
    done = CliRunner().invoke(app, [*map(str, arguments)])
    assert "Traceback" not in done.output
    return done


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("review")
    (folder / "in").mkdir()
    lines = "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in INPUT)
    (folder / "in" / "a.jsonl").write_text(lines, encoding="utf-8")
    (folder / "in" / "agents.csv").write_text("agent_id,name\na-1,Jo Ha\na-2,Max Po\n", encoding="utf-8")
    run_night(folder / "ws", folder / "in")
    return folder / "ws"


@pytest.fixture
def workspace(night: Path, tmp_path: Path) -> Path:
    shutil.copytree(night, tmp_path / "ws")
    return tmp_path / "ws"


def export(workspace: Path, *more: Any, name: str = "out.csv") -> Path:
    target = workspace / "exports" / name
    done = convoqa("review", "export", "--workspace", workspace, "--output", target, *more)
    assert done.exit_code == 0, done.output
    return target


def rows_of(path: Path) -> Rows:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def write(path: Path, rows: Rows, *, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def take(workspace: Path, file: Path) -> tuple[int, dict[str, Any]]:
    done = convoqa("review", "import", file, "--workspace", workspace, "--json")
    return done.exit_code, json.loads(done.stdout)


def stored(workspace: Path, file: str = PUBLISHED) -> list[Any]:
    with connect(workspace / file, read_only=True) as connection:
        return connection.execute(
            "SELECT answer_id, reviewer, answer, reason FROM reviews ORDER BY ALL"
        ).fetchall()


def filled(rows: Rows, answer: str = "yes", who: str = "Lee", why: str = "") -> Rows:
    return [row | {"your answer": answer, "who": who, "why": why} for row in rows]


# what goes out


def test_a_csv_has_what_is_to_decide_and_a_sample(workspace: Path) -> None:
    target = export(workspace, "--sample", 3)
    rows = rows_of(target)
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    assert tuple(rows[0]) == COLUMNS
    assert COLUMNS.index("your answer") < COLUMNS.index("automatic answer")
    kinds = [row["row"] for row in rows]
    assert set(kinds) <= {"decide", "sample", "decide, sample"}
    assert kinds == sorted(kinds, key=lambda kind: kind == "sample"), "what is to decide comes first"
    assert all(bool(row["to decide because"]) == ("decide" in row["row"]) for row in rows)
    assert all(bool(row["drawn with"]) == ("sample" in row["row"]) for row in rows)
    assert {row["agent"] for row in rows} == {"Jo Ha", "Max Po"}
    assert len({row["answer id"] for row in rows}) == len(rows)
    assert any("»" in row["quote"] for row in rows)
    assert any("not said" in row["quote"] for row in rows)


def test_blind_leaves_out_what_the_machine_thought(workspace: Path) -> None:
    rows = rows_of(export(workspace, "--blind"))
    assert tuple(rows[0]) == tuple(c for c in COLUMNS if c not in TELLING)


def test_formulas_stay_text_and_come_back_as_they_were(workspace: Path) -> None:
    rows = rows_of(export(workspace, "--sample", 50))
    assert "'=1+1" in {row["conversation id"] for row in rows}
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row.values())
    book = load_workbook(export(workspace, "--sample", 50, name="out.xlsx"))
    cells = [cell for row in book["Reviews"].iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert "=1+1" in {cell.value for cell in cells}
    code, done = take(workspace, write(workspace / "b.csv", filled(rows, why="'=1+1 he said")))
    assert (code, done["refused"], done["taken"]) == (0, [], len(rows))
    assert {reason for *_, reason in stored(workspace)} == {"=1+1 he said"}


def test_the_workbook_is_ready_to_fill_in(workspace: Path) -> None:
    target = export(workspace, name="out.xlsx")
    book = load_workbook(target)
    sheet = book["Reviews"]
    head = [cell.value for cell in sheet[1]]
    assert tuple(head) == COLUMNS
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", f"A1:O{sheet.max_row}")
    [choice] = sheet.data_validations.dataValidation
    assert choice.formula1 == '"yes,no,partly,not_applicable,unsure"'
    assert str(choice.sqref) == f"J2:J{sheet.max_row}"
    open_columns = {name for name, cell in zip(head, sheet[2], strict=True) if not cell.protection.locked}
    assert open_columns == {"your answer", "who", "why"}
    assert sheet.protection.sheet
    assert "How to fill" in book.sheetnames


def test_the_same_again_are_the_same_bytes(workspace: Path) -> None:
    for name in ("a.csv", "a.xlsx"):
        assert export(workspace, name=name).read_bytes() == export(workspace, name="b" + name).read_bytes()


def test_without_a_place_it_lies_below_exports_and_overwrites_nothing(workspace: Path) -> None:
    files = [
        json.loads(convoqa("review", "export", "--workspace", workspace, "--json").stdout)["file"]
        for _ in range(2)
    ]
    assert [Path(file).parent for file in files] == [workspace / "exports"] * 2
    assert files[0] != files[1]
    done = convoqa("review", "export", "--workspace", workspace, "--output", files[0])
    assert (done.exit_code, "is there already" in done.output) == (2, True)


def test_outside_the_exports_it_says_what_does_not_reach_it(workspace: Path, tmp_path: Path) -> None:
    done = convoqa("review", "export", "--workspace", workspace, "--output", tmp_path / "mine.csv")
    assert (done.exit_code, "do not reach it" in done.output) == (0, True)


@pytest.mark.parametrize("more", [["--output", "a.pdf"], ["--sample", "-1"], ["--date", "yesterday"]])
def test_wrong_usage(workspace: Path, more: list[str]) -> None:
    assert convoqa("review", "export", "--workspace", workspace, *more).exit_code == 2


def test_a_draw_that_could_not_be_written_is_not_kept(workspace: Path) -> None:
    (workspace / "file").write_text("")
    done = convoqa("review", "export", "--workspace", workspace, "--output", workspace / "file" / "a.csv")
    assert done.exit_code == 1
    assert tables(workspace)["review_draws"] == []


def test_before_the_first_night_there_is_nothing(tmp_path: Path) -> None:
    for command in (["export"], ["import", __file__]):
        assert convoqa("review", *command, "--workspace", tmp_path / "new").exit_code in (1, 2)
    assert not (tmp_path / "new").exists()


def test_a_disputed_conversation_goes_out_whole_and_changes_no_rate(workspace: Path, tmp_path: Path) -> None:
    rows = rows_of(export(workspace, "--conversation", "en-1"))
    with connect(workspace / WAREHOUSE, read_only=True) as connection:
        [asked] = connection.execute(
            "SELECT count(*) FROM answers JOIN conversations USING (conversation_key) WHERE conversation_id = 'en-1'"
        ).fetchall()
    assert [len(rows)] == [*asked]
    assert {row["conversation id"] for row in rows} == {"en-1"}
    assert {row["row"] for row in rows} == {"dispute"}
    before = tables(workspace)
    file = write(tmp_path / "filled.csv", filled(rows, answer="no"))
    assert take(workspace, file)[0] == 0
    assert {row[0] for row in stored(workspace)} == {row["answer id"] for row in rows}
    after = tables(workspace)
    assert {name for name in after if after[name] != before[name]} <= {"reviews", "made"}


def test_a_conversation_that_nobody_knows_is_said(workspace: Path) -> None:
    done = convoqa("review", "export", "--conversation", "nobody", "--workspace", workspace)
    assert done.exit_code == 1
    assert "no answer of 'nobody' can be reviewed" in done.stderr


def test_what_is_reviewed_is_not_asked_again(workspace: Path) -> None:
    first = rows_of(export(workspace, "--sample", 4))
    take(workspace, write(workspace / "b.csv", filled(first)))
    done = convoqa("review", "export", "--workspace", workspace, "--sample", 4, "--json")
    found = json.loads(done.stdout)
    assert (found["file"], found["rows"], found["sample"]) == (None, 0, 0)
    assert found["reviewed"] == sum("sample" in row["row"] for row in first)


# what comes back


def as_workbook(path: Path, rows: Rows, change: Callable[[Any], None] = lambda sheet: None) -> Path:
    book = Workbook()
    sheet = book.active
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append(list(row.values()))
    change(sheet)
    book.save(path)
    return path


SAVED: dict[str, Callable[[Path, Rows], Path]] = {
    "utf-8": lambda folder, rows: write(folder / "b.csv", rows),
    "semicolons": lambda folder, rows: write(folder / "b.csv", rows, delimiter=";"),
    "utf-16 with tabs": lambda folder, rows: write(folder / "b.txt", rows, encoding="utf-16", delimiter="\t"),
    "cp949": lambda folder, rows: write(
        folder / "b.csv", [r | {"quote": "", "question": ""} for r in rows], encoding="cp949", delimiter=";"
    ),
    "three columns": lambda folder, rows: write(
        folder / "b.csv", [{c: r[c] for c in ("answer id", "your answer", "who")} for r in rows]
    ),
    "other capitals": lambda folder, rows: write(
        folder / "b.csv", [{c.upper().replace(" ", "_"): v for c, v in r.items()} for r in rows]
    ),
    "workbook": lambda folder, rows: as_workbook(folder / "b.xlsx", rows),
    "workbook that says it is large": lambda folder, rows: as_workbook(
        folder / "b.xlsx", rows, lambda sheet: sheet.cell(5000, 1, None)
    ),
}


@pytest.mark.parametrize("saved", SAVED.values(), ids=SAVED)
def test_however_it_was_saved(workspace: Path, saved: Callable[[Path, Rows], Path]) -> None:
    rows = filled(rows_of(export(workspace)), who="이하나")
    code, done = take(workspace, saved(workspace, rows))
    assert (code, done["taken"], done["refused"]) == (0, len(rows), [])
    assert [row[:3] for row in stored(workspace)] == [
        (name, "이하나", "yes") for name in sorted(r["answer id"] for r in rows)
    ]


def test_the_exported_workbook_comes_back(workspace: Path) -> None:
    target = export(workspace, name="out.xlsx")
    book = load_workbook(target)
    sheet = book["Reviews"]
    place = {cell.value: cell.column for cell in sheet[1]}
    for number in range(2, sheet.max_row + 1):
        sheet.cell(number, place["your answer"], "no")
        sheet.cell(number, place["who"], 1042)
    book.save(target)
    code, done = take(workspace, target)
    assert (code, done["taken"]) == (0, sheet.max_row - 1)
    assert {row[1:3] for row in stored(workspace)} == {("1042", "no")}


def test_it_is_stored_beside_and_never_over(workspace: Path) -> None:
    before = tables(workspace)["answers"]
    rows = rows_of(export(workspace))
    take(workspace, write(workspace / "b.csv", filled(rows, "no")))
    assert tables(workspace)["answers"] == before
    with connect(workspace / PUBLISHED, read_only=True) as connection:
        kept = connection.execute("SELECT answer_id, automatic_answer, definition FROM reviews").fetchall()
        assert {row[0]: row[1] for row in kept} == {row["answer id"]: row["automatic answer"] for row in rows}
        assert all(row[2] for row in kept)
        reviewed = connection.execute(
            "SELECT sum(reviewed) FROM agreement WHERE language IS NOT NULL"
        ).fetchone()
    assert reviewed == (sum("sample" in row["row"] for row in rows),)


def test_imported_again_nothing_changes_and_the_next_night_computes_nothing(
    workspace: Path, night: Path
) -> None:
    file = write(workspace / "b.csv", filled(rows_of(export(workspace))))
    take(workspace, file)
    before = tables(workspace)
    code, done = take(workspace, file)
    assert (code, done["new_or_changed"]) == (0, 0)
    assert tables(workspace) == before
    assert run_night(workspace, night.parent / "in")["measure_agreement"].note == "nothing changed"


def test_answered_again_the_last_counts_and_others_stay(workspace: Path) -> None:
    row = rows_of(export(workspace))[0]
    for answer, who in (("yes", "Lee"), ("no", "Kim"), ("partly", " lee ")):
        take(workspace, write(workspace / "b.csv", filled([row], answer, who)))
    assert [kept[1:3] for kept in stored(workspace)] == [("Kim", "no"), ("Lee", "partly")]


def test_rows_without_an_answer_are_open(workspace: Path) -> None:
    rows = rows_of(export(workspace))
    code, done = take(workspace, write(workspace / "b.csv", filled(rows[:2]) + rows[2:]))
    assert (code, done["taken"], done["open"]) == (0, 2, len(rows) - 2)


def test_personal_data_in_who_and_why_is_not_stored(workspace: Path) -> None:
    row = rows_of(export(workspace))[0]
    why = "call +44 7700 900412 or jo@example.com"
    twice = filled([row], who="jo@example.com", why=why) + filled([row], who="ann@example.com")
    assert take(workspace, write(workspace / "b.csv", twice))[0] == 0
    (workspace / "b.csv").unlink()
    kept = stored(workspace)
    assert len({reviewer for _, reviewer, *_ in kept}) == 2
    assert all(reviewer.startswith("reviewer-") for _, reviewer, *_ in kept)
    assert "call <PHONE> or <EMAIL>" in {reason for *_, reason in kept}
    left = search(workspace, Needles([], ["jo@example.com", "ann@example.com", "7700 900412"]))
    assert not [trace for trace in left if trace.what == WORDS]


# what is refused

ROW_FAULTS: list[tuple[dict[str, str], str]] = [
    ({"answer id": ""}, "answer id is empty"),
    ({"answer id": "r0000000000000000"}, "no answer has the id"),
    ({"answer id": "1.2E+05"}, "no answer has the id"),
    ({"your answer": "maybe"}, "write one of yes, no, partly"),
    ({"your answer": "jo@example.com"}, "'<EMAIL>'"),
    ({"who": ""}, "who is empty"),
    ({"who": "x" * 101}, "more than 100 characters"),
    ({"why": "x" * 5001}, "more than 5,000 characters"),
    ({"conversation id": "en-2"}, "columns sorted one by one"),
    ({"question": "Did the agent use courteous words?"}, "columns sorted one by one"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "sentence"), ROW_FAULTS, ids=[str(number) for number in range(len(ROW_FAULTS))]
)
def test_a_row_is_refused_and_the_others_are_taken(
    workspace: Path, change: dict[str, str], sentence: str
) -> None:
    rows = filled(
        [
            r
            for r in rows_of(export(workspace, "--sample", 50))
            if r["question"] != "Did the agent use courteous words?"
        ]
    )
    place = next(n for n, row in enumerate(rows) if row["conversation id"] == "en-1")
    rows[place] |= change
    code, done = take(workspace, write(workspace / "b.csv", rows))
    assert (code, done["taken"]) == (1, len(rows) - 1)
    [refused] = done["refused"]
    assert sentence in refused["reason"]
    assert len(stored(workspace)) == len(rows) - 1


def test_the_same_answer_twice_with_two_values_is_refused(workspace: Path) -> None:
    rows = rows_of(export(workspace))[:2]
    code, done = take(workspace, write(workspace / "b.csv", filled(rows) + filled(rows[:1], "no", "LEE")))
    assert (code, done["taken"], [r["row"] for r in done["refused"]]) == (1, 1, [2, 4])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda sheet: sheet.cell(2, 1, 12345), "is a number now"),
        (
            lambda sheet: setattr(sheet.cell(2, 1), "value", __import__("datetime").date(2026, 3, 1)),
            "is a date now",
        ),
        (lambda sheet: sheet.merge_cells("K2:K3"), "merged cells"),
        (lambda sheet: sheet.cell(2, 10, value=True), "write one of"),
    ],
)
def test_what_a_spreadsheet_changed(workspace: Path, change: Callable[[Any], Any], sentence: str) -> None:
    rows = filled(rows_of(export(workspace)))
    code, done = take(workspace, as_workbook(workspace / "b.xlsx", rows, change))
    assert code == 1
    assert sentence in done["refused"][0]["reason"]


def test_rows_of_another_workspace(workspace: Path, tmp_path: Path) -> None:
    inputs = tmp_path / "in"
    inputs.mkdir()
    lines = "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in INPUT[:2])
    (inputs / "a.jsonl").write_text(lines, encoding="utf-8")
    run_night(tmp_path / "other", inputs)
    file = write(tmp_path / "b.csv", filled(rows_of(export(tmp_path / "other"))))
    code, done = take(workspace, file)
    assert (code, done["taken"]) == (1, 0)
    assert "another workspace" in done["refused"][0]["reason"]


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (65 << 20))
    return packed.getvalue()


def laughs() -> bytes:
    plain, packed = io.BytesIO(), io.BytesIO()
    book = Workbook()
    book.active.append(["answer id", "your answer", "who"])
    book.save(plain)
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(packed, "w") as archive:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == "xl/worksheets/sheet1.xml":
                data = f'<!DOCTYPE x [<!ENTITY l0 "ha">{entities}]><worksheet><sheetData><row r="1"><c r="A1" t="str"><v>&l9;</v></c></row></sheetData></worksheet>'.encode()
            archive.writestr(info, data)
    return packed.getvalue()


HEAD = b"answer id,your answer,who\n"
FILE_FAULTS = {
    "empty": (b"", "is empty"),
    "blank": (b"\n\n ,,\n", "is empty"),
    "somebody else's": (b"name,street\nJo,Main\n", "no column 'answer id', but name, street"),
    "personal data in its columns": (b"name,call 010-1234-5678\nJo,x\n", "but name, call <PHONE>"),
    "no who": (b"answer id,your answer\nr1,yes\n", "no column 'who'"),
    "a column twice": (b"answer id,your answer,who,who\nr1,yes,a,b\n", "'who' twice"),
    "a cell too many": (HEAD + b"r1,yes,a,b,c\n", "row 2: it has more cells"),
    "an open quotation mark": (HEAD + b'r1,yes,"a\n', "close every quotation mark"),
    "no text": (bytes(range(256)) * 20, "neither CSV nor a workbook"),
    "broken UTF-8": (HEAD + b"r1,yes,caf\xe9\n", "save it as UTF-8"),
    "old or encrypted": (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "without a password"),
    "a zip that is none": (b"PK\x03\x04 and so on", "damaged"),
    "a zip bomb": (bomb(), "unpacks to more than 64 MB"),
    "entities without end": (laughs(), "no workbook that can be read"),
}


@pytest.mark.parametrize(("content", "sentence"), FILE_FAULTS.values(), ids=FILE_FAULTS)
def test_a_file_is_refused_as_a_whole(night: Path, tmp_path: Path, content: bytes, sentence: str) -> None:
    file = tmp_path / "b.csv"
    file.write_bytes(content)
    before = (night / WAREHOUSE).read_bytes()
    done = convoqa("review", "import", file, "--workspace", night)
    assert done.exit_code == 2
    assert sentence in done.output
    assert (night / WAREHOUSE).read_bytes() == before


@pytest.mark.parametrize("name", ["nowhere.csv", "."])
def test_no_file(night: Path, tmp_path: Path, name: str) -> None:
    assert convoqa("review", "import", tmp_path / name, "--workspace", night).exit_code == 2


# words leave


def test_forgetting_reaches_exports_and_reasons(workspace: Path) -> None:
    said = "I am really upset, it was a birthday present"
    csv_file, book = export(workspace, "--sample", 50), export(workspace, "--sample", 50, name="out.xlsx")
    take(
        workspace,
        write(workspace.parent / "b.csv", filled(rows_of(csv_file), why="she said birthday present")),
    )
    assert {t.what for t in search(workspace / "exports", Needles([], [said]))} == {WORDS}
    done = forget(workspace, "u-en-1", Configuration())
    assert done.left == ()
    assert not csv_file.exists()
    assert not book.exists()
    with connect(workspace / WAREHOUSE, read_only=True) as connection:
        rows = connection.execute(
            "SELECT c.text_deleted_on IS NOT NULL, bool_or(r.reason IS NOT NULL) FROM reviews r JOIN conversations c USING (conversation_key) GROUP BY 1 ORDER BY 1"
        ).fetchall()
    assert rows == [(False, True), (True, False)]


def test_reasons_do_not_come_back_after_the_words_were_deleted(workspace: Path) -> None:
    rows = [r for r in rows_of(export(workspace, "--sample", 50)) if r["conversation id"] == "en-1"]
    forget(workspace, "u-en-1", Configuration())
    code, done = take(
        workspace, write(workspace.parent / "b.csv", filled(rows, why="she said birthday present"))
    )
    assert (code, done["taken"], done["unkept_reasons"]) == (0, len(rows), len(rows))
    assert {reason for *_, reason in stored(workspace)} == {None}
    with open_warehouse(workspace) as connection:
        assert connection.execute("SELECT count(*) FROM turns WHERE text LIKE '%birthday%'").fetchone() == (
            0,
        )
