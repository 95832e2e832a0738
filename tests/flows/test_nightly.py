"""The night as functions: what is read is counted, what did not change is not made again, nothing raw is kept."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from data.intake import InputError
from data.quarantine import quarantine_breaches
from data.warehouse import PUBLISHED, WAREHOUSE, WorkspaceError, connect, hold_workspace
from flows import nightly
from flows.commands import is_unchanged
from flows.ingesting import ingest
from flows.night import prepare_night
from qa_rules import (
    answers_stop,
    conversation_stops,
    deescalation_stop,
    packs,
    partition,
    roles_stop,
    turn_stops,
)
from qa_rules.definitions import read_yaml
from tests.flows.nights import DAY, EXAMPLES, conversation, run_night, tables, write_examples

PERSONAL = (
    "jo@example.com",
    "7700 900412",
    "7700900412",
    "4111 1111 1111 1111",
    "4111111111111111",
    "u-en-1",
    "900101-1234568",
)
STEPS = {step.__name__ for step in nightly.STEPS}


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> Path:
    """A folder with `inputs` and the `workspace` of a first night."""
    folder = tmp_path_factory.mktemp("first")
    inputs = write_examples(folder / "inputs")
    secret = conversation(
        "pii", ("customer", "Card 4111 1111 1111 1111, id 900101-1234568."), ("agent", "Mail jo@example.com")
    )
    (inputs / "d.jsonl").write_text(json.dumps(secret) + "\n")
    (inputs / "e.json").write_bytes(b'{"type": "chat", "jo@example.com": [4111 1111 1111 1111')
    (inputs / "surveys.csv").write_text(
        "conversation_id,kind,score,comment\nen-1,csat,5,mail jo@example.com\n,csat,x,+44 7700 900412\n"
    )
    run_night(folder / "workspace", inputs)
    return folder


@pytest.fixture
def night(first, tmp_path):
    """A copy of the first night, to go on from: (workspace, inputs)."""
    shutil.copytree(first, tmp_path / "n")
    return tmp_path / "n" / "workspace", tmp_path / "n" / "inputs"


def rows(workspace, sql, file=WAREHOUSE):
    with connect(workspace / file, read_only=True) as connection:
        return connection.execute(sql).fetchall()


def made(workspace):
    return {
        (stop, key): version
        for stop, key, version in rows(workspace, "SELECT stop, conversation_key, version FROM made")
    }


def changed(before, after):
    """The stops whose marks differ."""
    return {
        stop
        for stop, key in before.keys() | after.keys()
        if before.get((stop, key)) != after.get((stop, key))
    }


def add_file(inputs, name, *conversations):
    (inputs / name).write_text(
        "".join(json.dumps(c, ensure_ascii=False) + "\n" for c in conversations), encoding="utf-8"
    )


# counts and privacy


def test_the_counts_reconcile_overall(first):
    [(records, accepted, duplicate, quarantined)] = rows(
        first / "workspace",
        "SELECT sum(records), sum(accepted), sum(duplicate), sum(quarantined) FROM batches",
    )
    assert (records, accepted, duplicate, quarantined) == (12, 8, 0, 4)
    assert rows(first / "workspace", "SELECT count(*) FROM conversations WHERE is_current") == [(8,)]
    assert rows(first / "workspace", "SELECT count(*) FROM quarantine WHERE batch_id <> 'side tables'") == [
        (4,)
    ]
    assert rows(first / "workspace", "SELECT file, place FROM quarantine WHERE batch_id = 'side tables'") == [
        ("surveys.csv", "line 3")
    ]


def test_every_step_is_traced(first):
    traced = rows(
        first / "workspace", "SELECT step, finished_at IS NOT NULL, error FROM run_steps ORDER BY started_at"
    )
    assert [row[1:] for row in traced] == [(True, None)] * len(STEPS)
    assert traced[0][0] == "ingest"


@pytest.mark.parametrize("raw", PERSONAL)
def test_no_raw_personal_data_is_in_any_file(first, raw):
    files = [path for path in (first / "workspace").rglob("*") if path.is_file()]
    assert {"warehouse.duckdb", "published.duckdb", "index.html", "key"} <= {path.name for path in files}
    for path in files:
        content = path.read_bytes()
        assert [e for e in ("utf-8", "utf-16-le", "utf-16-be") if raw.encode(e) in content] == [], path


def test_nothing_is_left_in_the_work_folder(first):
    assert not list((first / "workspace").glob("work/*"))
    assert not list((first / "workspace").glob("*.new*"))


def test_the_published_copy_has_the_same_results(first):
    assert tables(first / "workspace") == tables(first / "workspace", PUBLISHED)


# again, and with something new


def test_the_same_inputs_again_add_and_compute_nothing(night):
    workspace, inputs = night
    before = tables(workspace)
    done = run_night(workspace, inputs)
    assert tables(workspace) == before
    assert is_unchanged({d.step: {"rows_in": d.rows_in} for d in done.values()})
    still = (
        "match_steps",
        "detect_signals",
        "compute_facts",
        "raise_flags",
        "follow_changes",
        "set_benchmarks",
    )
    assert {done[name].note for name in (*still, "list_customers_at_risk")} == {"nothing changed"}


def test_another_file_with_the_same_conversations_adds_duplicates(night):
    workspace, inputs = night
    before = tables(workspace)
    add_file(inputs, "again.jsonl", *reversed(EXAMPLES))
    done = run_night(workspace, inputs)
    assert (
        f"{len(EXAMPLES)} records read: 0 accepted, {len(EXAMPLES)} duplicate, 0 quarantined"
        in done["ingest"].note
    )
    assert [t for t, found in tables(workspace).items() if found != before[t]] == ["batches"]


def in_pages(workspace):
    return "".join(path.read_text(encoding="utf-8") for path in sorted(workspace.rglob("*.html")))


def test_changed_content_is_a_new_revision_and_only_that_is_counted(night):
    workspace, inputs = night
    before = made(workspace)
    pages_before = in_pages(workspace)
    add_file(
        inputs,
        "more.jsonl",
        {
            **EXAMPLES[1],
            "turns": [{"role": "customer", "text": "Hello, thank you"}, {"role": "agent", "text": "Sorry!"}],
        },
    )
    done = run_night(workspace, inputs)
    revisions = rows(
        workspace,
        "SELECT conversation_key, revision, is_current FROM conversations WHERE conversation_id = 'en-2' ORDER BY 2",
    )
    assert [row[1:] for row in revisions] == [(1, False), (2, True)]
    older = revisions[0][0]
    kept = {
        "conversations",
        "turns",
        "roles",
        "verdicts",
        "signals",
        "outcomes",
        "topics",
        "deescalations",
        "made",
    }
    for table in tables(workspace, PUBLISHED).keys() - kept:
        assert older not in str(rows(workspace, f'FROM "{table}"', PUBLISHED)), table
    assert not rows(workspace, f"FROM made WHERE stop = 'answers' AND conversation_key = '{older}'")
    assert (older, "This is unacceptable. Forget it.") in rows(  # the history has it
        workspace, "SELECT conversation_key, text FROM turns"
    )
    assert "This is unacceptable" in pages_before
    assert "This is unacceptable" not in in_pages(workspace)
    assert done["detect_languages"].rows_in == 1
    new = {key for stop, key in made(workspace).keys() - before.keys() if stop.startswith("signals:")}
    assert new == {revisions[1][0]}


def test_what_a_revision_waited_in_quarantine_for_is_over_when_a_newer_one_comes(night):
    workspace, inputs = night
    waiting = "SELECT conversation_id FROM quarantine WHERE batch_id = 'results'"
    [(key,)] = rows(workspace, "SELECT conversation_key FROM conversations WHERE conversation_id = 'en-2'")
    with connect(workspace / WAREHOUSE) as connection:
        quarantine_breaches(connection, [key], {key: "value lies between 0 and 1"})
    assert rows(workspace, waiting) == [("en-2",)]
    add_file(inputs, "more.jsonl", {**EXAMPLES[1], "queue": "other"})
    run_night(workspace, inputs)
    assert rows(workspace, waiting) == []


def test_a_beginning_that_comes_late_changes_no_result(night):
    workspace, inputs = night
    before = tables(workspace)
    add_file(inputs, "late.jsonl", {**EXAMPLES[0], "turns": EXAMPLES[0]["turns"][:3]})
    done = run_night(workspace, inputs)
    assert "1 accepted" in done["ingest"].note
    after = tables(workspace)
    changed_tables = {t for t, found in after.items() if found != before[t]}
    assert changed_tables == {"batches", "conversations", "turns", "made"}  # marks of facts and flags alone
    assert set(before["conversations"]) < set(after["conversations"])
    done = run_night(workspace, inputs)
    assert is_unchanged({d.step: {"rows_in": d.rows_in} for d in done.values()})


def test_a_landing_folder_is_cleared_of_what_came_in_and_keeps_the_rest(night, tmp_path):
    workspace, inputs = night
    (tmp_path / "c.yaml").write_text(
        f"landing: {{path: {inputs}, after: move, moved_to: {tmp_path / 'done'}}}\n"
    )
    before = tables(workspace)
    (inputs / "d.jsonl").rename(inputs / ".d.jsonl.leaving")  # a run was killed there
    night_with_landing = prepare_night(workspace, [], tmp_path / "c.yaml", DAY)
    with hold_workspace(workspace):
        done = {step.__name__: step(night_with_landing) for step in nightly.STEPS}
    kept = {"a.jsonl", "c.dat", "e.json", "agents.csv", "surveys.csv"}  # quarantine, and side tables
    assert {path.name for path in inputs.iterdir()} == kept
    assert {path.name for path in (tmp_path / "done").iterdir()} == {"b.txt", "d.jsonl"}
    [(note,)] = rows(workspace, "SELECT note FROM run_steps WHERE step = 'landing' AND note <> '' ORDER BY started_at DESC LIMIT 1")  # fmt: skip
    assert note == done["clear_landing_folder"].note
    assert note.startswith("2 files moved; 3 left: a.jsonl (and 2 more) has records in quarantine")
    assert tables(workspace) == before


def test_the_order_of_files_does_not_matter(first, tmp_path):
    (tmp_path / "w").mkdir()
    shutil.copy(first / "workspace" / "key", tmp_path / "w" / "key")
    for name in ("d.jsonl", "b.txt", "a.jsonl"):
        (tmp_path / name).mkdir()
        shutil.copy(first / "inputs" / name, tmp_path / name / name)
        for beside in ("agents.csv", "surveys.csv"):
            shutil.copy(first / "inputs" / beside, tmp_path / name / beside)
        run_night(tmp_path / "w", tmp_path / name)
    compared = (
        "conversations",
        "turns",
        "verdicts",
        "signals",
        "outcomes",
        "deescalations",
        "topics",
        "answers",
        "scores",
        "steps",
    )
    ours, theirs = tables(tmp_path / "w"), tables(first / "workspace")
    assert [t for t in compared if ours[t] != theirs[t]] == []


# contracts


@pytest.mark.parametrize(
    ("change", "expectation"),
    [
        ({"started_at": "2090-01-01T00:00:00Z"}, "started_at lies between 1990 and tomorrow"),
        ({"csat": 500}, "csat lies between 0 and 100"),
        ({"nps": 11}, "nps lies between 0 and 10"),
        (
            {"turns": [{"role": "agent", "text": "Hi", "t": 9, "end": 3}]},
            "a turn does not end before it begins",
        ),
    ],
)
def test_what_breaks_a_contract_is_quarantined_and_the_others_go_on(night, change, expectation):
    workspace, inputs = night
    add_file(
        inputs,
        "more.jsonl",
        {**EXAMPLES[0], "conversation_id": "bad", **change},
        {**EXAMPLES[0], "conversation_id": "good"},
    )
    done = run_night(workspace, inputs)
    assert "2 records read: 1 accepted, 0 duplicate, 1 quarantined" in done["ingest"].note
    assert rows(workspace, "SELECT place, expectation FROM quarantine WHERE file = 'more.jsonl'") == [
        ("line 1", expectation)
    ]
    assert rows(
        workspace,
        "SELECT count(*) FROM scores JOIN conversations USING (conversation_key) WHERE conversation_id = 'good'",
    ) == [(1,)]
    assert rows(workspace, "SELECT count(*) FROM conversations WHERE conversation_id = 'bad'") == [(0,)]


@pytest.mark.parametrize(
    ("spoil", "expectation"),
    [
        (lambda a: replace(a, value=1.5, answer="yes"), "value lies between 0 and 1"),
        (lambda a: replace(a, answer="perhaps", value=None), "answer is one of"),
        (lambda a: replace(a, probability=2.0), "probability lies between 0 and 1"),
    ],
)
def test_an_answer_that_breaks_a_contract_is_quarantined_not_published(
    night, monkeypatch, spoil, expectation
):
    workspace, inputs = night
    assess = answers_stop.assess

    def spoilt(seen, *rest):
        found = assess(seen, *rest)
        return (
            replace(found, answers=(spoil(found.answers[0]), *found.answers[1:]))
            if seen.conversation.conversation_id == "en-1"
            else found
        )

    of_en_1 = "FROM {} JOIN conversations USING (conversation_key) WHERE conversation_id = 'en-1'"
    add_file(inputs, "more.jsonl", conversation("late", ("customer", "Hello"), ("agent", "Sorry, bye")))
    monkeypatch.setattr(answers_stop, "assess", spoilt)
    monkeypatch.setattr(answers_stop.answering, "CODE_VERSION", "spoilt")
    done = run_night(workspace, inputs)
    assert "1 contract broken" in done["answer_questions"].note
    for table in ("answers", "scores", "steps"):
        assert rows(workspace, "SELECT count(*) " + of_en_1.format(table), PUBLISHED) == [(0,)]
    assert rows(workspace, "SELECT count(*) > 0 FROM answers", PUBLISHED) == [(True,)]
    [(file, found)] = rows(
        workspace, "SELECT file, expectation FROM quarantine WHERE batch_id = 'results'", PUBLISHED
    )
    assert (file, expectation in found) == ("a.jsonl", True)
    monkeypatch.undo()
    run_night(workspace, inputs)
    assert rows(workspace, "SELECT count(*) > 0 " + of_en_1.format("answers"), PUBLISHED) == [(True,)]
    assert rows(workspace, "SELECT * FROM quarantine WHERE batch_id = 'results'", PUBLISHED) == []


# what changes is made again, and nothing else


def test_a_phrase_added_to_a_pack_recomputes_that_detector_alone(night, monkeypatch, tmp_path):
    workspace, inputs = night
    folder = tmp_path / "packs"
    shutil.copytree(packs.HOME, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    sections = read_yaml(folder / "en" / "promise.yaml")
    next(lines for name, lines in sections.items() if not name.endswith("_words")).append("please update it")
    (folder / "en" / "promise.yaml").write_text(json.dumps(sections))
    before, signals = made(workspace), tables(workspace)["signals"]
    packs.load_pack.cache_clear()
    monkeypatch.setattr(packs.load_pack.__wrapped__, "__defaults__", (folder,))
    monkeypatch.setattr(packs.pack_version, "__defaults__", (folder,))
    try:
        done = run_night(workspace, inputs)
    finally:
        packs.load_pack.cache_clear()
    stops = changed(before, made(workspace))
    assert {stop for stop in stops if stop.startswith("signals:")} == {"signals:promise"}
    assert done["detect_signals"].note == "promise: 8"
    assert [row for row in signals if "'detector': 'promise'" not in row] == [
        r for r in tables(workspace)["signals"] if "'detector': 'promise'" not in r
    ]


SCORECARD = {
    "scorecard": "tiny",
    "sections": [{"name": "Attitude", "questions": [{"id": "civil", "ask": "Civil?", "from": {"signal": "rudeness", "absent": True}, "weight": 1}]}],
}  # fmt: skip
SCRIPT = {"script": "tiny", "steps": [{"id": "greet", "say": ["Hello, how can I help?"]}]}


def configured(workspace, **documents):
    """convoqa.yaml of the workspace, with a scorecard and scripts as files beside it."""
    for name, document in documents.items():
        (workspace / f"{name}.json").write_text(json.dumps(document))
    scripts = [f"{name}.json" for name, document in documents.items() if "script" in document]
    cards = [f"{name}.json" for name, document in documents.items() if "scorecard" in document]
    (workspace / "convoqa.yaml").write_text(json.dumps({"scripts": scripts, "scorecards": cards}))


def test_a_changed_scorecard_answers_anew_and_runs_no_detector(night, monkeypatch):
    workspace, inputs = night
    configured(workspace, card=SCORECARD, script=SCRIPT)
    run_night(workspace, inputs)
    before = made(workspace)
    changed_card = json.loads(json.dumps(SCORECARD))
    changed_card["sections"][0]["questions"][0]["weight"] = 2
    configured(workspace, card=changed_card, script=SCRIPT)
    monkeypatch.setattr("qa_rules.turn_stops.score_partition", lambda *_: pytest.fail("a detector ran"))
    monkeypatch.setattr("qa_rules.conversation_stops.voicings", lambda *_: pytest.fail("steps were matched"))
    done = run_night(workspace, inputs)
    rest_on_answers = {"flags", "plans", "changes", "benchmarks", "agreement", "found_topics"}
    assert changed(before, made(workspace)) - rest_on_answers == {"answers"}
    assert done["answer_questions"].rows_in == 8
    assert rows(workspace, "SELECT DISTINCT weight FROM answers", PUBLISHED) == [(2.0,)]


def test_a_changed_script_is_matched_anew_alone_and_a_removed_one_disappears(night, monkeypatch):
    workspace, inputs = night
    other = {"script": "other", "steps": [{"id": "bye", "say": ["Please update it."]}]}
    configured(workspace, card=SCORECARD, one=SCRIPT, two=other)
    run_night(workspace, inputs)
    before = made(workspace)
    assert {
        row[0]
        for row in rows(workspace, "SELECT DISTINCT detector FROM signals WHERE detector LIKE 'steps:%'")
    } == {"steps:tiny", "steps:other"}
    monkeypatch.setattr("qa_rules.turn_stops.score_partition", lambda *_: pytest.fail("a detector ran"))
    configured(
        workspace,
        card=SCORECARD,
        one={**SCRIPT, "steps": [{"id": "greet", "say": ["Please update it."]}]},
        two=other,
    )
    done = run_night(workspace, inputs)
    assert {s for s in changed(before, made(workspace)) if s.startswith("signals:")} == {"signals:steps:tiny"}
    assert done["match_steps"].note.startswith("tiny: ")
    configured(workspace, card=SCORECARD, one=SCRIPT)
    (workspace / "two.json").unlink()
    run_night(workspace, inputs)
    assert rows(workspace, "SELECT count(*) FROM signals WHERE detector = 'steps:other'", PUBLISHED) == [(0,)]
    assert {row[0] for row in rows(workspace, "SELECT DISTINCT script FROM steps", PUBLISHED)} == {"tiny"}


# what stands in the way


def test_a_workspace_that_another_run_holds(night):
    workspace, inputs = night
    with hold_workspace(workspace), pytest.raises(WorkspaceError, match="another run holds the workspace"):
        run_night(workspace, inputs)


def test_an_error_is_traced_without_its_words(night, monkeypatch):
    workspace, inputs = night
    add_file(inputs, "more.jsonl", conversation("late", ("customer", "Hello"), ("agent", "Bye")))

    def fault(*_):
        raise ValueError("jo@example.com said this")

    monkeypatch.setattr(nightly, "make_topics", fault)
    with pytest.raises(ValueError, match="said this"):
        run_night(workspace, inputs)
    assert rows(workspace, "SELECT step, error FROM run_steps WHERE error IS NOT NULL") == [
        ("topics", "ValueError")
    ]
    monkeypatch.undo()
    assert run_night(workspace, inputs)["find_topics"].rows_in == 1


# a failure of ours over one conversation

STOPS = {
    "roles": (roles_stop, "roles_of"), "languages": (turn_stops, "languages_of"), "signals": (partition, "observe_all"),
    "topics": (conversation_stops, "topic_of"), "outcomes": (conversation_stops, "resolution_of"),
    "deescalations": (deescalation_stop, "course_of_hostility"), "steps": (conversation_stops, "voicings"),
    "answers": (answers_stop, "assess"),
}  # fmt: skip
MARK = "Where is my parcel?"


def _breaks_over_the_marked(whole):
    def work(*given, **named):
        if MARK in repr(given):
            raise ZeroDivisionError
        return whole(*given, **named)

    return work


@pytest.mark.parametrize(("module", "name"), STOPS.values(), ids=STOPS)
def test_a_failure_over_one_conversation_leaves_the_others_and_is_tried_again(
    first, tmp_path, monkeypatch, module, name
):
    (tmp_path / "w").mkdir()
    shutil.copy(first / "workspace" / "key", tmp_path / "w" / "key")
    with monkeypatch.context() as patched:
        patched.setattr(module, name, _breaks_over_the_marked(getattr(module, name)))
        done = run_night(tmp_path / "w", first / "inputs")
    bad = "SELECT conversation_id, not_scored FROM conversations WHERE starts_with(not_scored, 'an error of ours')"
    assert rows(tmp_path / "w", bad) == [("en-2", "an error of ours (ZeroDivisionError): report it")]
    judged = (
        "SELECT DISTINCT conversation_id FROM answers JOIN conversations USING (conversation_key) ORDER BY 1"
    )
    everybody = rows(first / "workspace", judged)
    assert rows(tmp_path / "w", judged) == [row for row in everybody if row != ("en-2",)]
    assert "; 1 not scored for an error of ours" in done["answer_questions"].note
    run_night(tmp_path / "w", first / "inputs")
    assert rows(tmp_path / "w", bad) == []
    assert tables(tmp_path / "w") == tables(first / "workspace")


def test_what_since_passes_over_is_told_and_comes_in_later(night):
    workspace, inputs = night
    days = [conversation(f"day-{n}", ("customer", "Hello"), ("agent", "Bye"), started_at=f"2026-03-0{n}T09:00:00Z") for n in (1, 5)]  # fmt: skip
    add_file(inputs, "more.jsonl", *days)
    for since, told, taken in (
        (
            "5d",
            "1 accepted, 0 duplicate, 0 quarantined, 1 passed over that started before 2026-03-05",
            ["day-5"],
        ),
        (None, "1 accepted, 1 duplicate, 0 quarantined", ["day-1", "day-5"]),
    ):
        asked = prepare_night(workspace, [inputs], None, DAY, since)
        with hold_workspace(workspace):
            done = ingest(asked)
        assert f"2 records read: {told}" in done.note
        found = rows(workspace, "SELECT conversation_id FROM conversations WHERE starts_with(conversation_id, 'day') ORDER BY 1")  # fmt: skip
        assert [row[0] for row in found] == taken
    assert "passed over" not in done.note


@pytest.mark.parametrize(
    "since", ["yesterday", "2026-3-1", "7", "d", "-7d", "٣d", "٢٠٢٦-٠٣-٠١", "2026-03-11", "800000d"]
)
def test_a_since_that_is_no_day_is_wrong_usage(tmp_path, since):
    with pytest.raises(InputError, match="--since .*: "):
        prepare_night(tmp_path, [tmp_path], None, DAY, since)
