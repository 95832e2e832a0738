"""Telling people after a night, by role: counts and a link, each thing once, and never at the cost of the night.

What is told is remembered by address in `told`; what was not told, because it is quiet, below its threshold or could not
be sent, waits for the next run outside. Nothing here is imported, and nobody contacted, where `notify` is not configured.
"""

from __future__ import annotations

import hashlib
import hmac
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from data.identity import workspace_key
from data.warehouse import WAREHOUSE, WorkspaceError, hold_workspace, insert, open_warehouse
from flows.configuration import Configuration, load_configuration
from flows.forgetting import REPORTS
from flows.night import Night
from flows.notify_news import FOR, News, failed_before_it_began, news_of, sentences
from flows.notify_sending import AddressProblem, send, service_of
from flows.notify_settings import Notify
from flows.tracing import Done, traced
from insights.periods import current_period
from qa_rules.definitions import DefinitionError
from reports.wording import plural

ALL_S: Final = 60.0
"""How long telling everybody may take; who comes later is told by the next run."""
TOLD, QUIET, NOTHING, WOULD = "told", "quiet now", "nothing new", "would be told"


@dataclass(frozen=True, slots=True)
class Message:
    """What one address is told. news: of the kinds that reached their threshold; problem: why it cannot be told at all."""

    role: str
    address: str
    service: str
    mark: str
    title: str
    body: str
    news: tuple[News, ...]
    problem: str = ""
    is_quiet: bool = False


def tell_people(night: Night) -> Done:
    """The last step of a night: who is configured is told what is new."""
    with traced(night, "notify") as (connection, finish):
        try:
            done = tell_all(connection, night.workspace, night.configuration)
        except Exception as problem:  # noqa: BLE001  # whatever it is, the night is over and its results stand
            return finish(Done(0, 0, f"nobody could be told: an error of ours ({type(problem).__name__})"))
        return finish(Done(len(done), sum(state == TOLD for _, state in done), note_of(done)))


def tell_all(
    connection: duckdb.DuckDBPyConnection, workspace: Path, configuration: Configuration
) -> list[tuple[Message, str]]:
    """Tells every address what it has not been told, and remembers that; each message with what became of it."""
    now = datetime.now(UTC)
    news = news_now(connection, configuration, now)
    messages = messages_of(connection, workspace, configuration, news, now)
    until = time.monotonic() + ALL_S
    done = []
    for message in messages:
        state = _told(message, until)
        if state == TOLD:
            _remember(connection, message)
        done.append((message, state))
    _forget_the_past(connection, news)
    return done


def messages_of(
    connection: duckdb.DuckDBPyConnection,
    workspace: Path,
    configuration: Configuration,
    news: Sequence[News],
    now: datetime,
) -> list[Message]:
    """What every address would be told of this now; no news where there is nothing new for it."""
    key = workspace_key(workspace)
    found = []
    for entry in configuration.notify:
        for secret in entry.to:
            mark = _mark(key, entry.role, secret.get_secret_value())
            known = {
                row[0]
                for row in connection.execute("SELECT item FROM told WHERE address = ?", [mark]).fetchall()
            }
            fresh = [one for one in news if one.item not in known]
            found.append(
                _message(entry, secret.get_secret_value(), mark, fresh, configuration, workspace, now)
            )
    return found


def news_now(
    connection: duckdb.DuckDBPyConnection, configuration: Configuration, now: datetime
) -> list[News]:
    """All that there is to tell at this moment."""
    zone = configuration.zone
    today = now.astimezone(zone).date()
    period = current_period(
        connection, days=configuration.period_days, time_zone=configuration.time_zone, not_after=today
    )
    return news_of(connection, period, now, zone)


def _message(
    entry: Notify, address: str, mark: str, fresh: Sequence[News], configuration: Configuration, workspace: Path, now: datetime
) -> Message:  # fmt: skip
    enough: list[News] = []
    lines: list[str] = []
    for kind in type(entry.told_when).model_fields:
        of_kind = [one for one in fresh if one.kind == kind]
        limit = entry.told_when.limit(kind)
        if limit is not None and of_kind and len(of_kind) >= limit:
            enough += of_kind
            lines += sentences(of_kind)
    if enough:
        lines += [FOR[entry.role], *_link(entry, workspace)]
    try:
        service, problem = service_of(address), ""
    except AddressProblem as found:
        service, problem = "address", str(found)
    quiet = entry.quiet.holds(now.astimezone(configuration.zone))
    return Message(
        entry.role, address, service, mark, f"{configuration.title}: quality assurance", "\n".join(lines), tuple(enough), problem, quiet,
    )  # fmt: skip


def _link(entry: Notify, workspace: Path) -> Iterator[str]:
    """Where the role's page of the newest report is, else the lead's; nothing where there is none yet."""
    days = sorted(path.parent.name for path in (workspace / REPORTS).glob("*/index.html"))
    if days:
        own = f"{entry.role}.html"
        page = own if (workspace / REPORTS / days[-1] / own).exists() else "index.html"
        base = entry.report_url or REPORTS
        yield f"Report: {base}/{days[-1]}/{page}" + ("" if entry.report_url else " in the workspace")


def _told(message: Message, until: float) -> str:
    """Sends what is to be sent; what became of it."""
    if message.problem:
        return f"not told: {message.problem}"
    if not message.news:
        return NOTHING
    if message.is_quiet:
        return QUIET
    if time.monotonic() > until:
        return f"not told: {ALL_S:g} s were over"
    problem = send(message.address, message.title, message.body)
    return f"not told: {problem}" if problem else TOLD


def note_of(done: Sequence[tuple[Message, str]]) -> str:
    """Who was told what, without addresses: roles and names of services.

    >>> note_of([(Message("lead", "", "mailto", "", "", "", ()), TOLD), (Message("lead", "", "json", "", "", "", ()), QUIET)])
    'lead by mailto: told; lead by json: quiet now'
    """
    return "; ".join(f"{message.role} by {message.service}: {state}" for message, state in done)


def _remember(connection: duckdb.DuckDBPyConnection, message: Message) -> None:
    rows = [{"address": message.mark, "kind": one.kind, "item": one.item} for one in message.news]
    insert(connection, "told", pa.Table.from_pylist(rows))


def _forget_the_past(connection: duckdb.DuckDBPyConnection, news: Sequence[News]) -> None:
    """Takes out of `told` what is no longer so: should it come again, it is new."""
    connection.execute("DELETE FROM told WHERE NOT list_contains($1, item)", [[one.item for one in news]])


def _mark(key: bytes, role: str, address: str) -> str:
    return hmac.new(key, f"notify\0{role}\0{address}".encode(), hashlib.sha256).hexdigest()[:32]


def tell_of_failure(workspace: Path, configuration: Configuration, problem: Exception) -> None:
    """Tells of a night that failed, also where the warehouse cannot be opened; then nothing is remembered."""
    now = datetime.now(UTC)
    with suppress(Exception):
        if (workspace / WAREHOUSE).exists():
            with open_warehouse(workspace) as connection:
                if any(one.kind == "night_failed" for one in news_now(connection, configuration, now)):
                    tell_all(connection, workspace, configuration)
                    return
    began = failed_before_it_began(problem, now, configuration.zone)
    for entry in configuration.notify:
        for secret in entry.to:
            address = secret.get_secret_value()
            message = _message(entry, address, "", [began], configuration, workspace, now)
            _told(message, time.monotonic() + ALL_S)


def notify_now(workspace: Path, config: Path | None, *, dry_run: bool, as_json: bool) -> int:
    """`convoqa notify`: tells people now what they were not told; 0 where nothing failed, else 1.

    dry_run: only shows it. Raises DefinitionError where nobody is configured, WorkspaceError where there is nothing yet.
    """
    configuration = load_configuration(config, workspace)
    if not configuration.notify:
        raise DefinitionError("nobody is configured to be told: name somebody under `notify` in convoqa.yaml")
    if not (workspace / WAREHOUSE).exists():
        raise WorkspaceError(
            f"{workspace} has no warehouse yet: run `convoqa run --workspace {workspace}` first"
        )
    with hold_workspace(workspace), open_warehouse(workspace) as connection:
        if dry_run:
            now = datetime.now(UTC)
            news = news_now(connection, configuration, now)
            messages = messages_of(connection, workspace, configuration, news, now)
            done = [(message, _would(message)) for message in messages]
        else:
            done = tell_all(connection, workspace, configuration)
    _show(done, as_json=as_json)
    return int(any(state.startswith("not told") for _, state in done))


def _would(message: Message) -> str:
    if message.problem:
        return f"not told: {message.problem}"
    return NOTHING if not message.news else QUIET if message.is_quiet else WOULD


def _show(done: Sequence[tuple[Message, str]], *, as_json: bool) -> None:
    if as_json:
        from flows.command_options import print_json

        rows: list[dict[str, Any]] = [
            {"role": m.role, "service": m.service, "state": state, "title": m.title, "body": m.body} for m, state in done
        ]  # fmt: skip
        print_json(rows)
        return
    for message, state in done:
        sys.stdout.write(f"{message.role} by {message.service}: {state}\n")
        if message.news:
            sys.stdout.write("".join(f"  {line}\n" for line in (message.title, *message.body.splitlines())))


def problems_of(configuration: Configuration, now: datetime) -> list[str]:
    """What is wrong with `notify`, found without sending anything, in sentences."""
    from cronsim import CronSim

    found = []
    runs = CronSim(configuration.schedule, now.astimezone(configuration.zone))
    next_runs = [next(runs) for _ in range(14)]
    for place, entry in enumerate(configuration.notify):
        for number, secret in enumerate(entry.to):
            try:
                service_of(secret.get_secret_value())
            except AddressProblem as problem:
                found.append(f"notify[{place}].to[{number}]: {problem}")
        if all(entry.quiet.holds(run) for run in next_runs):
            found.append(
                f"notify[{place}].quiet: it is quiet whenever a run ends: run `convoqa notify` at another hour, or change it"
            )
    return found


def people_told(configuration: Configuration) -> str:
    """How many addresses are configured, in a phrase."""
    return plural(sum(len(entry.to) for entry in configuration.notify), "address", "addresses")
