"""The nightly Prefect flow: schedule, retries, concurrency limit, artifacts and history over the plain functions.

Tasks are given paths and ids, never a connection or a text; results are not persisted.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final

from flows.environment import prepare_environment

prepare_environment()

from prefect import flow, task  # noqa: E402  # after the environment is prepared
from prefect.artifacts import create_table_artifact  # noqa: E402
from prefect.cache_policies import NO_CACHE  # noqa: E402
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy  # noqa: E402
from prefect.schedules import Cron  # noqa: E402

from data.identity import KeyProblem  # noqa: E402
from data.intake import InputError  # noqa: E402
from data.warehouse import WorkspaceError, hold_workspace  # noqa: E402
from flows.configuration import Configuration  # noqa: E402
from flows.failing import failure_told  # noqa: E402
from flows.night import Night, prepare_night  # noqa: E402
from flows.nightly import STEPS  # noqa: E402
from flows.tracing import Done  # noqa: E402
from qa_rules.definitions import DefinitionError  # noqa: E402

FLOW_NAME: Final = "convoqa-nightly"
RETRIES, RETRY_DELAY_S = 2, 5
_FINAL: Final = (DefinitionError, InputError, KeyProblem, WorkspaceError)


def _is_worth_a_retry(_task: Any, _run: Any, state: Any) -> bool:
    """A passing fault is; a mistake in a file or a full disk is not."""
    return not isinstance(state.result(raise_on_failure=False), _FINAL)


@task(
    retries=RETRIES,
    retry_delay_seconds=RETRY_DELAY_S,
    retry_condition_fn=_is_worth_a_retry,
    persist_result=False,
    cache_policy=NO_CACHE,
    task_run_name="{step}",
)
def run_step(step: str, night: Night) -> Done:
    """One step of the night by its name."""
    return next(s for s in STEPS if s.__name__ == step)(night)


@flow(name=FLOW_NAME, flow_run_name="{workspace}", persist_result=False, validate_parameters=False)
def nightly(
    workspace: str,
    inputs: list[str],
    config: str | None = None,
    day: str | None = None,
    since: str | None = None,
) -> list[Done]:
    """The nightly job, once: from files to report. Raises what its steps raise."""
    folder, settings = Path(workspace), Path(config) if config else None
    with failure_told(folder, settings):
        night = prepare_night(
            folder,
            [Path(p) for p in inputs],
            settings,
            date.fromisoformat(day) if day else None,
            since,
        )
    with hold_workspace(folder), failure_told(folder, settings):
        done = [run_step(step.__name__, night) for step in STEPS]
    create_table_artifact(
        table=[{"step": d.step, "rows in": d.rows_in, "rows out": d.rows_out, "note": d.note} for d in done],
        key="convoqa-night",
        description=f"What each step of the night of {night.day} did.",
    )
    return done


def serve(
    workspace: Path, inputs: list[Path], config: Path | None, configuration: Configuration, cron: str | None
) -> None:
    """Serves the flow on its schedule until stopped; two nights never run at once."""
    nightly.serve(
        name="convoqa",
        schedule=Cron(cron or configuration.schedule, timezone=configuration.time_zone),
        parameters={
            "workspace": str(workspace.resolve()),
            "inputs": [str(p.resolve()) for p in inputs],
            "config": str(config.resolve()) if config else None,
        },
        limit=1,
        global_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
        print_starting_message=True,
    )
