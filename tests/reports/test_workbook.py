"""The workbook: it opens with filters and a frozen header, holds numbers as numbers, and runs nothing that was said."""

import csv
import io
import time
import zipfile
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pytest

from reports import workbook as workbooks
from reports.formulas import FORMULA_STARTS
from reports.workbook import (
    DAY,
    LONGEST_TEXT,
    SHARE,
    TEXT,
    WHOLE,
    Column,
    Sheet,
    Shown,
    cell_text,
    workbook_bytes,
)
from reports.workbook_sheets import NAME, SHEETS, write_workbook

ON = date(2026, 11, 21)
NASTY = (
    "=1+1",
    "+1",
    "-1+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1",
    "＝1+1",
    "#N/A",
    "_x003D_1+1",
)


def opened(packed):
    return openpyxl.load_workbook(io.BytesIO(packed))


COLUMNS = (Column("Text"), Column("Number", WHOLE), Column("Share", SHARE), Column("Day", DAY))


def of(*rows, columns=COLUMNS):
    return Sheet("Table", columns, rows, "Nothing here.")


def test_numbers_shares_and_days_stay_what_they_are():
    page = opened(workbook_bytes([of(["a", 1200, 0.25, ON], ["b", Shown(0.5, SHARE), None, None])], "T", ON))[
        "Table"
    ]
    cells = [[(cell.value, cell.number_format) for cell in row] for row in page.iter_rows(min_row=2)]
    assert cells[0] == [
        ("a", "General"),
        (1200, WHOLE),
        (0.25, SHARE),
        (datetime.fromisoformat("2026-11-21"), DAY),
    ]
    assert cells[1][:2] == [("b", "General"), (0.5, SHARE)]
    assert (page.freeze_panes, page.auto_filter.ref, page.print_title_rows) == ("A2", "A1:D3", "$1:$1")
    assert page["A1"].font.bold
    assert page["A2"].alignment.wrap_text


@pytest.mark.parametrize("said", NASTY)
def test_no_text_is_a_formula_here_or_saved_as_csv(said):
    page = opened(workbook_bytes([of([said]), of([[said, "second"]])], "T", ON))["Table"]
    assert (page["A2"].data_type, page["A2"].quotePrefix) == ("s", False)
    saved = io.StringIO()
    csv.writer(saved).writerow([page["A2"].value])
    [[again]] = csv.reader(io.StringIO(saved.getvalue(), newline=""))
    assert not again.startswith(tuple(FORMULA_STARTS))
    assert said.strip("\t\r\n") in again.replace("_x005F_", "_")


def test_what_a_cell_cannot_hold_is_written_out_or_cut_with_a_note():
    assert cell_text("a\x00b\x0bc\ufffe\ud800") == "a⟨U+0000⟩b⟨U+000B⟩c⟨U+FFFE⟩⟨U+D800⟩"
    for long in ("x" * 40_000, "=" * 32_767, "😀" * 20_000, "e\u0301" * 20_000):
        cut = cell_text(long)
        assert len(cut.encode("utf-16-le")) // 2 <= LONGEST_TEXT
        assert cut.endswith(" more characters)")
        assert workbook_bytes([of([long])], "T", ON)
    assert cell_text("x" * LONGEST_TEXT) == "x" * LONGEST_TEXT


def test_rows_that_a_sheet_cannot_hold_are_counted(monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_ROWS", 5)
    page = opened(workbook_bytes([of(*[[str(n)] for n in range(9)])], "T", ON))["Table"]
    assert [row[0] for row in page.iter_rows(values_only=True)] == [
        "Text", "0", "1", "2", "6 more rows left out: a sheet holds no more than 5.",
    ]  # fmt: skip
    exactly = opened(workbook_bytes([of(*[[str(n)] for n in range(4)])], "T", ON))["Table"]
    assert [row[0] for row in exactly.iter_rows(values_only=True)] == ["Text", "0", "1", "2", "3"]


def test_an_empty_table_says_so_and_a_number_that_is_none_is_empty():
    book = opened(workbook_bytes([of(), replace(of([None, float("nan"), float("inf")]), name="B")], "T", ON))
    assert book["Table"]["A2"].value == "Nothing here."
    assert [cell.value for cell in book["B"][2]] == [None] * 4


def test_the_same_input_gives_the_same_bytes_at_any_time(monkeypatch):
    first = workbook_bytes([of(["a", 1, 0.5, ON])], "T", ON)
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(2_000_000_000))
    assert workbook_bytes([of(["a", 1, 0.5, ON])], "T", ON) == first
    about = opened(first).properties
    assert (about.creator, about.lastModifiedBy, about.created) == (
        "convoqa",
        "convoqa",
        datetime.fromisoformat("2026-11-21"),
    )
    assert {member.date_time[0] for member in zipfile.ZipFile(io.BytesIO(first)).infolist()} == {1980}


def test_columns_are_as_wide_as_what_stands_in_them():
    columns = (Column("A"), Column("B"), Column("C", widest=20), Column("D", TEXT))
    page = opened(workbook_bytes([of(["x" * 30, "택배" * 10, "y" * 90, ""], columns=columns)], "T", ON))[
        "Table"
    ]
    assert [page.column_dimensions[letter].width for letter in "ABCD"] == [31, 41, 20, 8]


@pytest.fixture
def written(workspace, context, tmp_path):
    """The workbook of a small workspace, read back."""

    def write(fill):
        fill(workspace)
        with workspace.published() as connection:
            path = write_workbook(connection, tmp_path, context)
        assert path == tmp_path / "2026-11-21" / NAME
        return openpyxl.load_workbook(path)

    return write


def filled(workspace):
    workspace.agent("a1", "Hannah Reid")
    workspace.add(
        "k1", "a1", [("customer", "=HYPERLINK(\"http://x\")\nMy parcel"), ("agent", "As I already told you")],
        answers={"civil": ("no", 0.97, [(1, "As I already told you")]), "met_distress": ("unsure", 0.5, [(0, "=HYPERLINK")])},
    )  # fmt: skip
    workspace.add("k2", "a2", [("agent", "Hello")], answers={"greeting": ("yes", 0.9, [(0, "Hello")])})


def test_every_sheet_is_there_and_none_runs_anything(written):
    book = written(filled)
    assert len(book.sheetnames) == len(SHEETS)
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert not [c for c in cells if c.data_type == "s" and c.value.startswith(tuple(FORMULA_STARTS))]
    decide = list(book["To decide"].iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[1], row[4], row[6]) for row in decide] == [
        ("a critical question failed", "id-k1", "Hannah Reid", "no"),
        ("an unsure answer", "id-k1", "Hannah Reid", "unsure"),
    ]
    assert decide[0][2] == datetime.fromisoformat("2026-11-19T11:00")
    assert decide[0][9] == "agent: “As I already told you”"
    assert decide[1][9] == 'customer: “=HYPERLINK("http://x")\nMy parcel”'
    agents = {row[0]: row[2:4] for row in book["Agents"].iter_rows(min_row=2, values_only=True)}
    assert agents == {"Hannah Reid": (1, 80), "a2": (1, 80)}


def test_a_flag_leads_to_its_words(written):
    def flagged(workspace):
        filled(workspace)
        workspace.flag("p-a1", "civil", "below", 0.9)

    row = next(iter(written(flagged)["Flags"].iter_rows(min_row=2, values_only=True)))
    assert row[1:5] == ("Hannah Reid", "Seoul", "Was the agent civil throughout?", "below")
    assert row[12] == pytest.approx(-90)
    assert row[16] == "id-k1: agent: “As I already told you”"


def test_nothing_at_all_is_a_workbook_that_says_so(written):
    book = written(lambda workspace: None)
    said = [
        book[name]["A2"].value for name in ("Flags", "Watch list", "Plan", "To decide", "Agents", "Topics")
    ]
    assert said == [
        "Nothing was compared yet.", "Nobody is on the watch list, which is no finding either.",
        "Nobody needs training on the evidence so far.", "Nothing is open.", "No agent yet.", "No conversation in this period.",
    ]  # fmt: skip
    further = {
        "Changes": "Nobody and nothing changed", "Customers at risk": "No customer needs", "Who trains": "Nobody needs training",
        "Did it work": "No training is on record", "Agreement": "Nobody has reviewed", "Benchmarks": "Nothing was answered",
    }  # fmt: skip
    assert {name: book[name]["A2"].value[: len(words)] for name, words in further.items()} == further


def test_what_follows_from_flags_stands_in_sheets_of_its_own(written):
    def followed(workspace):
        workspace.agent("a1", "Hannah Reid")
        workspace.add("k1", "a1", [("agent", "Hello")], answers={"civil": ("yes", 0.9, [(0, "Hello")])})
        workspace.row(
            "changes", kind="agent", subject="p-a1", question="civil", definition="civil", state="declining", since=ON, noticed=ON,
            size=-0.12, size_low=-0.2, size_high=-0.04, n_before=300, n_after=90, weeks=26, n=390, weeks_needed=None, history_from=ON,
            history_to=ON, control_limit=5.0, reason="r", points=[],
        )  # fmt: skip
        workspace.row(
            "customers_at_risk", customer_key="key-1", weight=5, reasons=["broken_promise", "unresolved"], conversations=["k1"], contacts=2,
            newest=ON, promise_due=None,
        )  # fmt: skip
        workspace.row(
            "training_effects", skill="civil", definition="civil", people=12, controls=90, effect=0.08, low=0.02, high=0.14, shortfall=0.1,
            state="worked", reason="r", as_of=ON, left_out=1, waiting=1, too_few=0, unmatched=0, repeated=0,
        )  # fmt: skip

    book = written(followed)
    rows = {
        name: [cell.value for cell in book[name][2]]
        for name in ("Changes", "Customers at risk", "Did it work")
    }
    assert rows["Changes"][:4] == ["agent", "Hannah Reid", "Was the agent civil throughout?", "declining"]
    assert rows["Changes"][5:10] == [-0.12, -0.2, -0.04, 300, 90]
    assert (rows["Customers at risk"][:3], rows["Customers at risk"][-1]) == (
        ["key-1", 5, "broken promise\nunresolved"],
        "id-k1",
    )
    assert rows["Did it work"][:8] == ["civil", "worked", 0.08, 0.02, 0.14, 12, 90, 1]
