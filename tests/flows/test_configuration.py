"""convoqa.yaml: the defaults, and every mistake refused with file, line and key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from data.intake import InputError
from flows.configuration import Configuration, load_configuration
from flows.night import prepare_night
from qa_rules.definitions import DefinitionError


def test_the_defaults_hold():
    assert load_configuration(None, Path("nowhere")).model_dump() == Configuration().model_dump()
    assert Configuration().library().scorecards


def test_paths_are_relative_to_the_file(tmp_path):
    (tmp_path / "convoqa.yaml").write_text("input: [in, /abs]\nscripts: [s]\nscorecards: [c.yaml]\n")
    found = load_configuration(None, tmp_path)
    assert found.input == [tmp_path / "in", Path("/abs")]
    assert (found.scripts, found.scorecards) == ([tmp_path / "s"], [tmp_path / "c.yaml"])


def test_a_landing_folder_is_an_input(tmp_path):
    (tmp_path / "convoqa.yaml").write_text(
        "input: [in]\nlanding: {path: new, after: move, moved_to: ../done}\n"
    )
    found = load_configuration(None, tmp_path)
    assert found.inputs == [tmp_path / "in", tmp_path / "new"]
    assert found.landing
    assert found.landing.moved_to == tmp_path.parent / "done"


@pytest.mark.parametrize(
    ("moved_to", "why"),
    [
        ("new/done", "read again"),
        ("new", "read again"),
        ("old/done", "read again"),
        ("old-2026", "read again"),
        ("chats/done/x", "read again"),
        ("w/x", "raw"),
        ("convoqa.yaml", "no folder"),
    ],
)
def test_files_are_not_moved_where_they_must_not_be(tmp_path, moved_to, why):
    path = tmp_path / "convoqa.yaml"
    path.write_text(
        "input: [old, old-*, 'chats/**/*.json', chats/*.csv]\n"
        f"landing: {{path: new, after: move, moved_to: {moved_to}}}\n"
    )
    with pytest.raises(DefinitionError, match=f"moved_to.*{why}"):
        load_configuration(path, tmp_path / "w")


def test_files_may_be_moved_beside_what_a_pattern_reads(tmp_path):
    path = tmp_path / "convoqa.yaml"
    path.write_text("input: [chats/*.json]\nlanding: {path: new, after: move, moved_to: chats/done}\n")
    assert load_configuration(path, tmp_path / "w").landing.moved_to == tmp_path / "chats" / "done"


@pytest.mark.parametrize("path", ["/", ".", "..", "''", "w/..", "convoqa.yaml", "'*'", "~"])
def test_no_folder_of_anything_else_is_a_landing_folder(tmp_path, monkeypatch, path):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "w").mkdir()
    file = tmp_path / "convoqa.yaml"
    file.write_text(f"landing: {{path: {path}, after: delete}}\n")
    with pytest.raises(DefinitionError, match=r"landing.*path.*(name|write)"):
        load_configuration(file, tmp_path / "w")


def test_a_home_is_found(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    file = tmp_path / "convoqa.yaml"
    file.write_text("input: [~/old]\nlanding: {path: ~/new, after: move, moved_to: ~/done}\n")
    found = load_configuration(file, tmp_path / "w")
    assert found.inputs == [tmp_path / "old", tmp_path / "new"]
    assert found.landing.moved_to == tmp_path / "done"


@pytest.mark.parametrize("inputs", ["done", "."])
def test_files_are_not_moved_into_what_the_command_line_names(tmp_path, monkeypatch, inputs):
    monkeypatch.chdir(tmp_path)
    for folder in ("new", "done"):
        (tmp_path / folder).mkdir()
    Path("convoqa.yaml").write_text("landing: {path: new, after: move, moved_to: done}\n")
    prepare_night(Path("../w"), [Path("new")], None, None)
    with pytest.raises(InputError, match="moved_to.*read again"):
        prepare_night(Path("../w"), [Path(inputs)], None, None)


def test_the_named_file_goes_before_the_workspaces_and_that_before_the_current_folders(tmp_path, monkeypatch):
    for name in ("named", "workspace", "here"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "convoqa.yaml").write_text(f"title: {name}\n")
    monkeypatch.chdir(tmp_path / "here")
    workspace, empty = tmp_path / "workspace", tmp_path / "empty"
    assert load_configuration(tmp_path / "named" / "convoqa.yaml", workspace).title == "named"
    assert load_configuration(None, workspace).title == "workspace"
    assert load_configuration(None, empty).title == "here"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title: x\ncolour: red\n", "line 2: `colour`: unknown key 'colour'"),
        ("period_days: 0\n", "line 1: `period_days`: a number is needed"),
        ("report_language: fr\n", "line 1: `report_language`: "),
        ("workers: many\n", "line 1: `workers`: .*number"),
        ("time_zone: Mars/Olympus\n", "line 1: `time_zone`: unknown time zone 'Mars/Olympus'"),
        ('title: x\nschedule: "every night"\n', "line 2: `schedule`: 'every night' is no cron expression"),
        ("roles: {Rep: boss}\n", "line 1: `roles.Rep`: use "),
        ("exclude:\n  queue: [a]\n  person: [b]\n", "line 3: `exclude.person`: unknown key 'person'"),
        ("thresholds: {kindness: 0.5}\n", "unknown axis 'kindness'"),
        ("thresholds: {rudeness: 1.5}\n", "line 1: `thresholds.rudeness`: "),
        ("first_response_s: {call: -1}\n", "line 1: `first_response_s.call`: "),
        ("landing: {after: move}\n", "line 1: `landing.path`: "),
        ("landing: {path: x, after: move}\n", "line 1: `landing`: write `moved_to`"),
        ("landing: {path: x, moved_to: y}\n", "line 1: `landing`: write `moved_to`"),
        ("landing: {path: null}\n", "line 1: `landing.path`: write a path"),
        ("landing: {path: 5}\n", "line 1: `landing.path`: write a path"),
        ('input: ["a\\0b"]\n', r"line 1: `input\[0\]`: a path has no NUL"),
        (f"input: [{'a/' * 3000}]\n", "line 1: `input.0.`: a path has no more than 4096 bytes"),
        (f"input: [{'a' * 300}]\n", "line 1: `input.0.`: a name in a path has no more than 255"),
        ("input: [~nobody-of-that-name/in]\n", "line 1: `input.0.`: nobody's home is"),
        ("landing: {path: x, after: burn}\n", "line 1: `landing.after`: "),
        ("landing: {path: 's3://b/x', after: delete}\n", "files of an object store are left"),
        ("title: [\n", "line 2: not YAML"),
        ("- a\n- b\n", "line 1: the file must hold keys and values"),
        ("", "line 1: the file must hold keys and values"),
        ("title: \xe9\n", "line 1: the file is not UTF-8"),
    ],
)
def test_a_mistake_is_refused_with_its_place(tmp_path, text, message):
    path = tmp_path / "convoqa.yaml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(DefinitionError) as refused:
        load_configuration(path, tmp_path)
    assert str(refused.value).startswith(str(path))
    assert re.search(message, str(refused.value))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("key", ["scripts", "scorecards"])
@pytest.mark.parametrize(
    ("content", "message"), [(None, "cannot be read"), ("name: x\n", "line 1"), ("a: [", "not YAML")]
)
def test_a_definition_that_does_not_hold_is_named(tmp_path, key, content, message):
    (tmp_path / "convoqa.yaml").write_text(f"{key}: [mine.yaml]\n")
    if content:
        (tmp_path / "mine.yaml").write_text(content)
    with pytest.raises(DefinitionError, match=message) as refused:
        load_configuration(None, tmp_path).library()
    assert str(tmp_path / "mine.yaml") in str(refused.value)


def test_a_config_that_is_not_there(tmp_path):
    with pytest.raises(DefinitionError, match="there is no such file"):
        load_configuration(tmp_path / "none.yaml", tmp_path)


def test_where_nothing_lands_the_landing_folder_is_not_looked_at(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("convoqa.yaml").write_text("landing: {path: in, after: move, moved_to: taken-in}\n")
    assert load_configuration(None, None).landing.after == "move"
    with pytest.raises(DefinitionError, match="raw personal data"):
        load_configuration(None, Path())


@pytest.mark.parametrize(
    ("targets", "why"),
    [
        ("[{question: greting, at_least: 0.9}]", "no scorecard asks 'greting'.*greeting"),
        ("[{question: greeting, at_least: 90}]", "at_least"),
        ("[{question: greeting, at_least: 0.9, topic: a, queue: b}]", "write two targets"),
        ("[{question: greeting, at_least: 0.9}, {question: greeting, at_least: 0.8}]", "keep one"),
        ("{greeting: 0.9}", "targets"),
    ],
)
def test_targets_that_do_not_hold_are_refused(tmp_path, targets, why):
    (tmp_path / "convoqa.yaml").write_text(f"targets: {targets}\n")
    with pytest.raises(DefinitionError, match=why):
        load_configuration(None, tmp_path).library()


def test_targets_of_a_question_and_of_one_topic_hold(tmp_path):
    (tmp_path / "convoqa.yaml").write_text(
        "targets: [{question: greeting, at_least: 0.9}, {question: greeting, topic: refund, at_least: 1}]\n"
    )
    found = load_configuration(None, tmp_path)
    assert found.library().scorecards
    assert [(t.topic, t.at_least) for t in found.targets] == [(None, 0.9), ("refund", 1.0)]
