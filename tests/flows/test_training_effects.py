"""The night measures what trainings brought, and does nothing where nothing changed."""

from __future__ import annotations

from pathlib import Path

from data.warehouse import hold_workspace, open_warehouse
from flows.night import prepare_night
from flows.training_effects import measure_training
from tests.flows.nights import DAY

CONVERSATION = (
    "INSERT INTO conversations (conversation_key, source, conversation_id, revision, is_current, batch_id, started_at, times_ok, "
    "metadata, warnings) VALUES ('k', 's', 'k', 1, true, 'b', '2026-03-02 09:00:00+00', true, '{}', [])"
)


def test_an_unchanged_night_measures_nothing_and_a_new_training_is_measured(tmp_path: Path) -> None:
    workspace, inputs = tmp_path / "w", tmp_path / "inputs"
    inputs.mkdir()
    night = prepare_night(workspace, [inputs], None, DAY)

    def measured(*statements: str) -> str:
        with hold_workspace(workspace):
            with open_warehouse(workspace) as connection:
                for sql in statements:
                    connection.execute(sql)
            return measure_training(night).note

    training = "INSERT INTO trainings (person_id, skill, trained_on) VALUES ('a', 'greeting', '2026-02-0{}')"
    assert measured() == "no conversation has a date yet: nothing to measure"
    assert measured(CONVERSATION) == "no training is on record"
    assert measured(training.format(1)) == "1 training, 1 effect"
    assert measured() == "nothing changed"
    assert measured(training.format(2)) == "2 trainings, 1 effect"
    assert measured("DELETE FROM trainings") == "0 trainings, 0 effects"
