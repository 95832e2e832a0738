"""Contracts on new files as a whole: each with what breaks it and what just does not, and too few to say anything."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from data.batch_contracts import (
    LEAST,
    BatchStopped,
    accept_batches,
    broken_contracts,
    check_batches,
    contracts,
    overfull,
)
from data.data_docs import write_docs
from data.identity import workspace_key
from data.ingest import Reading, ingest_files
from data.warehouse import open_warehouse

NOW = datetime(2026, 3, 20, 2, tzinfo=UTC)
BOTH = ({"role": "agent", "text": "Hello", "agent_id": "a-1"}, {"role": "customer", "text": "Hi"})


def talk(number, *, turns=BOTH, **more):
    return {
        "conversation_id": f"c-{number}",
        "started_at": "2026-03-19T09:00:00Z",
        "turns": list(turns),
    } | more


@pytest.fixture
def connection(tmp_path):
    with open_warehouse(tmp_path) as opened:
        opened.execute(
            "INSERT INTO agents (agent_id, person_id, name, languages, exclude) VALUES ('a-1', 'p-1', 'Jo', '', false)"
        )
        yield opened


def take(connection, folder, records, name="day.jsonl"):
    lines = [r if isinstance(r, str) else json.dumps(r) for r in records]
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    ingest_files(connection, [folder / name], Reading(workspace_key(folder)), lambda file, records: None)
    connection.execute("UPDATE batches SET read_at = ? WHERE checked IS NOT TRUE", [NOW])
    connection.execute("UPDATE conversations SET language = coalesce(declared_language, 'en')")


def check(connection, run="r-1", stop=0.05, now=NOW):
    return check_batches(connection, run, quarantine_stop=stop, languages=("en", "ko", "th"), now=now)


def broken(connection, run="r-1"):
    check(connection, run)
    return {row["contract"]: round(row["observed"], 3) for row in broken_contracts(connection, run)}


ONE_SIDE = {"turns": BOTH[1:]}
BACKWARDS = {"turns": [{**BOTH[0], "t": 900}, {**BOTH[1], "t": 5}]}
SILENT = {"turns": [{**BOTH[0], "text": " "}, {**BOTH[1], "text": ""}]}
STRANGER = {"turns": [{**BOTH[0], "agent_id": "a-99"}, BOTH[1]]}


@pytest.mark.parametrize(
    ("change", "of_20", "contract", "observed"),
    [
        ({}, 20, None, None),
        (ONE_SIDE, 9, "one_sided", 0.45),
        (ONE_SIDE, 8, None, None),
        ({"turns": BOTH[:1]}, 9, "one_sided", 0.45),
        (
            {"turns": [{"speaker": "S1", "text": "Hi"}]},
            20,
            None,
            None,
        ),  # who speaks is not known: nothing is said
        (BACKWARDS, 2, "times_out_of_order", 0.1),
        (BACKWARDS, 1, None, None),
        ({"language": "fr"}, 3, "language_unexpected", 0.15),
        ({"language": "fr"}, 2, None, None),
        ({"language": "ko"}, 20, None, None),
        (SILENT, 3, "empty_text", 0.15),
        (SILENT, 2, None, None),
        (STRANGER, 2, "agent_unknown", 0.1),
        (STRANGER, 1, None, None),
        ({"turns": [{"role": "agent", "text": "Hello"}, BOTH[1]]}, 2, "agent_unknown", 0.1),
        ({"started_at": None}, 3, "without_start", 0.15),
        ({"started_at": None}, 2, None, None),
    ],
)
def test_a_share_of_conversations(connection, tmp_path, change, of_20, contract, observed):
    take(connection, tmp_path, [talk(n) | (change if n < of_20 else {}) for n in range(20)])
    assert broken(connection) == ({contract: observed} if contract else {})


def test_an_id_with_two_contents(connection, tmp_path):
    take(connection, tmp_path, [*(talk(n) for n in range(20)), talk(3, queue="other")])
    assert broken(connection) == {"id_twice": 0.048}


def test_records_that_came_before(connection, tmp_path):
    take(connection, tmp_path, [talk(n) for n in range(20)])
    accept_batches(connection, 0.05)
    take(connection, tmp_path, [talk(n) for n in range(21)], "again.jsonl")
    assert broken(connection) == {"duplicate": 0.952}


def test_fewer_than_enough_say_nothing(connection, tmp_path):
    take(connection, tmp_path, [talk(n, **ONE_SIDE, language="fr") for n in range(LEAST - 1)])
    assert check(connection) == 0
    assert overfull(connection, 0.05) == []


def test_without_a_table_of_agents_nobody_is_unknown(connection, tmp_path):
    connection.execute("DELETE FROM agents")
    take(connection, tmp_path, [talk(n, **STRANGER) for n in range(20)])
    assert broken(connection) == {}


# the number of records, against the days before


def days_before(connection, *records, format="jsonl"):
    """Batches of the days before, yesterday's last."""
    for back, count in enumerate(reversed(records), start=1):
        connection.execute(
            "INSERT INTO batches BY NAME SELECT $1 AS batch_id, 'f' AS file, $1 AS file_hash, $2 AS format, $3 AS read_at, "
            "$4 AS records, $4 AS accepted, 0 AS duplicate, 0 AS quarantined, 0 AS unknown_keys, '{}' AS redacted, true AS checked",
            [f"{format}-{back}", format, NOW - timedelta(days=back), count],
        )


@pytest.mark.parametrize(
    ("before", "tonight", "expected"),
    [
        ([100] * 4, 5, {}),
        ([100] * 5, 50, {}),
        ([100] * 5, 49, {"records_to_usual": 0.49}),
        ([100] * 5 + [10, 8], 5, {}),  # a weekend
        ([100] * 5, 200, {}),
        ([100] * 5, 201, {"records_to_usual": 2.01}),
        ([100] * 5 + [5] * 14, 49, {"records_to_usual": 9.8}),  # what is older than 14 days is forgotten
    ],
)
def test_the_number_of_records(connection, tmp_path, before, tonight, expected):
    days_before(connection, *before)
    take(connection, tmp_path, [talk(n) for n in range(tonight)])
    assert broken(connection) == expected


@pytest.mark.parametrize(("before", "missed"), [(9, False), (10, True)])
def test_a_format_that_came_every_day_and_did_not_come(connection, tmp_path, before, missed):
    days_before(connection, *[30] * before, format="webvtt")
    take(connection, tmp_path, [talk(n) for n in range(20)])
    check(connection)
    found = [(b["format"], b["contract"], b["observed"]) for b in broken_contracts(connection)]
    assert found == ([("webvtt", "records_to_usual", 0.0)] if missed else [])


def test_a_night_without_new_files_misses_nothing(connection):
    days_before(connection, *[30] * 12)
    assert check(connection) == 0


def test_a_second_run_of_the_day_misses_nothing(connection, tmp_path):
    days_before(connection, *[30] * 12)
    days_before(connection, *[30] * 12, format="webvtt")
    take(connection, tmp_path, [talk(n) for n in range(30)])
    connection.execute("UPDATE batches SET format = 'webvtt', checked = true WHERE file = 'day.jsonl'")
    take(connection, tmp_path, [talk(n) for n in range(30, 60)], "late.jsonl")
    assert broken(connection) == {}


# quarantine: the critical one


@pytest.mark.parametrize(
    ("good", "bad", "stops"),
    [(19, 1, False), (18, 2, True), (10, 5, False), (95, 5, False), (94, 6, True), (0, 20, True)],
)
def test_too_much_of_a_file(connection, tmp_path, good, bad, stops):
    take(
        connection,
        tmp_path,
        [*(talk(n) for n in range(good)), *['{"conversation_id": "x", "turns": 1}'] * bad],
    )
    assert bool(overfull(connection, 0.05)) is stops
    check(connection)
    found = [(b["contract"], b["severity"]) for b in broken_contracts(connection)]
    assert found == ([("quarantined", "critical")] if stops else [])
    if stops:
        with pytest.raises(
            BatchStopped, match=f"{bad} of {good + bad} records of .*mostly because turns is no list"
        ):
            accept_batches(connection, 0.05)
        accept_batches(connection, 1.0)
    else:
        accept_batches(connection, 0.05)
    assert overfull(connection, 0.0) == []  # accepted once, it stops nothing any more


def test_many_small_files_of_one_format_count_together(connection, tmp_path):
    for n in range(LEAST):
        take(connection, tmp_path, [talk(n) if n > 1 else f'{{"turns": [], "nps": {n}}}'], f"{n}.jsonl")
    [full] = overfull(connection, 0.05)
    assert (full.name, full.records, full.quarantined) == ("the format jsonl", 20, 2)


def test_one_bad_file_is_not_hidden_by_the_good_ones(connection, tmp_path):
    take(connection, tmp_path, [talk(n) for n in range(500)], "good.jsonl")
    take(connection, tmp_path, ["{"] * 5 + [talk(n) for n in range(900, 915)], "bad.jsonl")
    assert [full.name for full in overfull(connection, 0.05)] == ["bad.jsonl"]


def test_a_stopped_batch_is_looked_at_again_with_the_next(connection, tmp_path):
    take(connection, tmp_path, [*(talk(n) for n in range(15)), *["{"] * 5])
    with pytest.raises(BatchStopped):
        accept_batches(connection, 0.05)
    take(connection, tmp_path, [talk(n) for n in range(100, 600)], "next.jsonl")
    with pytest.raises(BatchStopped, match=r"records of day\.jsonl"):
        accept_batches(connection, 0.05)


# results


def test_results_are_kept_by_run_and_a_repeated_run_replaces_its_own(connection, tmp_path):
    take(connection, tmp_path, [talk(n) | (ONE_SIDE if n < 12 else {}) for n in range(20)])
    first = check(connection, "r-1")
    assert first == check(connection, "r-1") == check(connection, "r-2")
    assert connection.execute("SELECT run_id, count(*) FROM contract_results GROUP BY 1 ORDER BY 1").fetchall() == [
        ("r-1", first), ("r-2", first),
    ]  # fmt: skip
    rows = connection.execute(
        "SELECT DISTINCT contract, severity FROM contract_results ORDER BY 1"
    ).fetchall()
    assert dict(rows).items() <= {c.name: c.severity for c in contracts()}.items()
    assert {"critical", "warning", "info"} == {severity for _, severity in rows}


def test_the_gravest_comes_first(connection, tmp_path):
    take(connection, tmp_path, [talk(n, started_at=None, **STRANGER) for n in range(20)] + ["{"] * 5)
    check(connection)
    assert [b["severity"] for b in broken_contracts(connection)] == ["critical", "warning", "info"]


def test_data_docs_show_figures_and_no_text(connection, tmp_path):
    assert write_docs(connection, tmp_path / "none") is None
    assert not (tmp_path / "none").exists()
    secret = [{**BOTH[0], "text": "Unmistakable words"}, BOTH[1]]
    take(
        connection,
        tmp_path,
        [talk(f"unmistakable-{n}", turns=secret, **({} if n else {"queue": "x"})) for n in range(20)]
        + ["{ cut"] * 5,
    )
    check(connection)
    for _ in range(2):  # a second time too
        page = write_docs(connection, tmp_path / "docs")
    pages = [p.read_text(encoding="utf-8") for p in (tmp_path / "docs").rglob("*.html")]
    assert page == tmp_path / "docs" / "index.html"
    assert any("times_out_of_order" in text for text in pages)
    assert not any("unmistakable" in text.lower() for text in pages)
