"""A night that fails is told, where somebody is configured to be told, and then fails as it did."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from flows.configuration import load_configuration


@contextmanager
def failure_told(workspace: Path, config: Path | None) -> Iterator[None]:
    """Tells of what fails within the block, and lets it fail. Nothing is imported where `notify` names nobody."""
    try:
        yield
    except Exception as problem:
        with suppress(Exception):  # it is the night's failure that is to be seen
            configuration = load_configuration(config, workspace)
            if configuration.notify:
                from flows.notify import tell_of_failure

                tell_of_failure(workspace, configuration, problem)
        raise
