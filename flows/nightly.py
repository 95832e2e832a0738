"""The night as plain functions, in order; every step is traced in `run_steps`, and can be called without Prefect."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Final

import duckdb

from data.batch_contracts import BatchStopped, accept_batches, broken_contracts, check_batches
from data.dismissal import dismiss_again
from data.erasure import surveys_to_keep
from data.exclusions import exclude
from data.identity import workspace_key
from data.ingest import Reading, store_side_tables
from data.intake import InputError, find_inputs
from data.landing import LEAVE, clear_landing
from data.quarantine import clear_what_came_in, locate
from data.redaction import Redactor
from data.retention import believed_now
from data.side_tables import find_side_tables, read_side_tables
from data.unsettled import ingest_settled
from data.warehouse import PUBLISHED, WorkspaceError, fingerprint, open_published, open_warehouse, publish
from flows.configuration import Configuration, load_configuration
from flows.forgetting import WORK, clear_files, clear_leftovers, expire_text, oldest_kept
from insights.facts import FactSettings, fact_statements, make_facts
from insights.flags import FlagSettings, flag_statements, make_flags
from insights.periods import Period, current_period, previous
from insights.plans import make_plans
from qa_rules.answers_stop import make_answers
from qa_rules.bookkeeping import count_set_aside
from qa_rules.conversation_stops import make_outcomes, make_topics, make_voicings
from qa_rules.deescalation_stop import make_deescalations
from qa_rules.definitions import version_of
from qa_rules.faults import OURS
from qa_rules.roles_stop import make_roles
from qa_rules.settling import limits_of
from qa_rules.tokenizing import LANGUAGES
from qa_rules.turn_stops import make_languages, make_signals
from reports.context import Limits, ReportContext

_DAYS: Final = re.compile(r"(\d{1,5})d")
_NOT_WRITTEN: Final = (
    duckdb.IOException,
    duckdb.TransactionException,
    duckdb.FatalException,
    duckdb.OutOfMemoryException,
    OSError,
)
Progress = Callable[[str, int, int], None]
progress_sink: ContextVar[Progress | None] = ContextVar("progress_sink", default=None)


@dataclass(frozen=True)
class Night:
    """One run: where, with what, and the day that it reports on (local to the configured zone).

    since: conversations that started before are passed over, and wait for a run that wants them; None wants all.
    """

    workspace: Path
    inputs: tuple[Path, ...]
    configuration: Configuration
    day: date
    run_id: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What a step did. note is a sentence for people; it never holds a customer's words."""

    rows_in: int
    rows_out: int
    note: str


def prepare_night(
    workspace: Path, inputs: list[Path], config: Path | None, day: date | None, since: str | None = None
) -> Night:
    """A night with its configuration checked. Raises DefinitionError or InputError before anything is touched."""
    configuration = load_configuration(config, workspace)
    configuration.library()
    given = inputs or configuration.inputs
    find_inputs(given)
    now = datetime.now(UTC)
    local = now.astimezone(configuration.zone).date()
    moment = since_when(since, day or local, configuration.zone) if since else None
    return Night(workspace, tuple(given), configuration, day or local, f"{now:%Y%m%dT%H%M%S.%f}", moment)


def since_when(text: str, day: date, zone: tzinfo) -> datetime:
    """The moment that --since names: the beginning of a day, or of the day that lies so many days before `day`.

    Raises InputError where it names none, or one after `day`.

    >>> since_when("7d", date(2026, 3, 10), UTC).isoformat(), since_when("2026-03-01", date(2026, 3, 10), UTC).isoformat()
    ('2026-03-03T00:00:00+00:00', '2026-03-01T00:00:00+00:00')
    """
    try:
        days = _DAYS.fullmatch(text)
        first = day - timedelta(days=int(days[1])) if days else date.fromisoformat(text)
    except (ValueError, OverflowError):
        raise InputError(f"--since {text!r} is no day: write YYYY-MM-DD, or days as 7d") from None
    if first > day:
        raise InputError(f"--since {first} lies after {day}, the day of the report: name an earlier day")
    return datetime(first.year, first.month, first.day, tzinfo=zone)


def ingest(night: Night) -> Done:
    """New files in: read, redacted, checked, stored; side tables; exclusions."""
    configuration = night.configuration
    clear_leftovers(night.workspace)
    key = workspace_key(night.workspace)
    reading = Reading(
        key, configuration.zone, configuration.roles, redacted=configuration.redacted, since=night.since,
        workers=configuration.workers,
    )  # fmt: skip
    files = find_inputs(night.inputs)
    with _traced(night, "ingest") as (connection, finish):
        tables = read_side_tables(
            find_side_tables(night.inputs),
            key=key,
            redactor=Redactor(configuration.redacted),
            time_zone=configuration.zone,
        )
        surveys = surveys_to_keep(
            connection, tables.surveys, key, oldest_kept(connection, configuration, night.day)
        )
        left_out = store_side_tables(connection, replace(tables, surveys=surveys))
        counts, unsettled = ingest_settled(connection, files, reading, _teller)
        cleared = clear_what_came_in(connection)
        dismissed = dismiss_again(connection)
        locate(connection, key)
        excluded = exclude(connection, configuration.exclude.model_dump())
        note = (
            f"{counts.files} new files, {counts.known_files} known; {counts.records} records read: "
            f"{counts.accepted} accepted, {counts.duplicate} duplicate, {counts.quarantined} quarantined"
        )
        note += f" ({counts.forgotten} of forgotten customers)" if counts.forgotten else ""
        note += f"; {dismissed} of them were dismissed before" if dismissed else ""
        note += f"; {len(unsettled)} changed while read, left for the next run" if unsettled else ""
        if counts.before_since:
            note += f", {counts.before_since} passed over that started before {night.since:%Y-%m-%d}: a run without --since takes them in"
        others = counts.encodings - {"utf-8", "utf-8-sig"}
        note += f"; files in {', '.join(sorted(others))}" if others else ""
        note += f"; {left_out} rows of side tables left out" if left_out else ""
        note += f"; {cleared} came in that waited in quarantine" if cleared else ""
        note += f"; {excluded} conversations excluded by rule" if excluded else ""
        return finish(Done(counts.records, counts.accepted, note))


def find_roles(night: Night) -> Done:
    """Who speaks in new conversations, where only speakers are named; and whether given roles look exchanged."""
    with _traced(night, "roles") as (connection, finish):
        made = make_roles(connection, _tell)
        doubted = {found: count for found, count in made.items() if found != "given"}
        total = sum(made.values())
        return finish(Done(total, total, f"{total} conversations; {_by_name(doubted)}"))


def detect_languages(night: Night) -> Done:
    """The language of new conversations and turns."""
    with _traced(night, "languages") as (connection, finish):
        made = make_languages(connection, _tell)
        return finish(Done(made, made, f"{made} conversations"))


def check_intake(night: Night) -> Done:
    """Contracts on the new files as a whole; stops the night where too much of them is in quarantine.

    Old text is deleted on such a night too, from the published copy as well: nobody knows when one gets further.
    """
    try:
        return _check_intake(night)
    except BatchStopped:
        delete_old_text(night)
        if (night.workspace / PUBLISHED).exists():
            publish_results(night)
        raise


def _check_intake(night: Night) -> Done:
    with _traced(night, "contracts") as (connection, finish):
        limit = night.configuration.quarantine_stop
        checked = check_batches(connection, night.run_id, quarantine_stop=limit, languages=LANGUAGES)
        accept_batches(connection, limit)
        broken = broken_contracts(connection, night.run_id)
        names = ", ".join(f"{b['contract']} of {b['format']} ({b['severity']})" for b in broken)
        return finish(Done(checked, len(broken), f"{checked} checked; broken: {names or 'none'}"))


def detect_signals(night: Night) -> Done:
    """Axes and signals of turns, by the detectors that have not seen them in their version."""
    work = night.workspace / WORK
    shutil.rmtree(work, ignore_errors=True)
    folder = work / night.run_id  # a worker of a run that was killed may still write to its own
    with _traced(night, "signals") as (connection, finish):
        made = make_signals(
            connection, folder, night.configuration.library(), _tell, workers=night.configuration.workers
        )
        shutil.rmtree(work, ignore_errors=True)
        return finish(Done(max(made.values(), default=0), _count(connection, "signals"), _by_name(made)))


def find_topics(night: Night) -> Done:
    """The topic of conversations."""
    with _traced(night, "topics") as (connection, finish):
        made = make_topics(connection, _tell)
        return finish(Done(made, _count(connection, "topics"), f"{made} conversations"))


def find_outcomes(night: Night) -> Done:
    """How conversations ended, and what was promised."""
    with _traced(night, "outcomes") as (connection, finish):
        made = make_outcomes(connection, night.configuration.library(), _tell)
        return finish(Done(made, _count(connection, "outcomes"), f"{made} conversations"))


def follow_hostility(night: Night) -> Done:
    """The course of customers' hostility, and what agents said before it turned."""
    with _traced(night, "deescalations") as (connection, finish):
        made = make_deescalations(connection, night.configuration.library(), _tell)
        return finish(Done(made, _count(connection, "deescalations"), f"{made} conversations"))


def match_steps(night: Night) -> Done:
    """Which script step each agent turn voices."""
    with _traced(night, "steps") as (connection, finish):
        made = make_voicings(connection, night.configuration.library(), _tell)
        return finish(Done(max(made.values(), default=0), max(made.values(), default=0), _by_name(made)))


def compute_facts(night: Night) -> Done:
    """Service facts, where anything that they rest on changed."""
    settings = fact_settings(night.configuration)
    code = [sql for sql, _ in fact_statements(settings)]
    inputs = ("conversations", "turns", "signals", "outcomes", "topics", "surveys", "costs", "agents")
    with _traced(night, "facts") as (connection, finish):
        if not _changed(connection, "facts", inputs, settings, code):
            return finish(Done(0, _count(connection, "facts"), "nothing changed"))
        made = make_facts(connection, settings)
        _remember(connection, "facts", inputs, settings, code)
        return finish(Done(_count(connection, "conversations"), made, f"{made} facts"))


def answer_questions(night: Night) -> Done:
    """Step statuses, answers and scores, of what changed; what breaks a contract is quarantined."""
    with _traced(night, "answers") as (connection, finish):
        made = make_answers(connection, night.configuration.library(), _tell)
        broken = f", {len(made.breaches)} contracts broken" if made.breaches else ""
        failed = count_set_aside(connection)
        broken += f"; {failed} not scored for {OURS}: the report names it" if failed else ""
        return finish(
            Done(
                made.conversations,
                _count(connection, "answers"),
                f"{made.conversations} conversations{broken}",
            )
        )


def raise_flags(night: Night) -> Done:
    """Flags of agents and topics, and the plans that follow from them."""
    settings = flag_settings(night.configuration)
    inputs = ("conversations", "answers", "scores", "agents", "topics")
    with _traced(night, "flags") as (connection, finish):
        period = period_of(connection, night)
        if period is None:
            return finish(Done(0, 0, "no conversation has a date yet: no period to flag"))
        if not _changed(connection, "flags", inputs, settings, period, flag_statements()):
            return finish(Done(0, _count(connection, "flags"), "nothing changed"))
        flags = make_flags(connection, period, settings)
        plans = make_plans(connection, period)
        _remember(connection, "flags", inputs, settings, period, flag_statements())
        return finish(Done(_count(connection, "answers"), flags, f"{flags} comparisons, {plans} plans"))


def delete_old_text(night: Night) -> Done:
    """Text that is older than the configuration keeps it: out of the tables, their file, older reports and exports."""
    with _traced(night, "retention") as (connection, finish):
        gone = expire_text(connection, night.workspace, night.configuration, night.day)
        note = f"text of {gone.conversations} conversations deleted" if gone else "no text is too old"
        now = datetime.now(UTC)
        if (believed := believed_now(connection, now)) < now:
            note += f"; the clock leapt ahead, so days count from {believed:%Y-%m-%d}: put it right"
        done = finish(Done(gone.conversations, 0, note))
    with _told_where_not_written(night, "retention"):
        clear_files(night.workspace, night.configuration)
    return done


def publish_results(night: Night) -> Done:
    """The read-only copy that everything else reads, replaced in one step."""
    with _traced(night, "publish") as (connection, finish):
        done = finish(Done(0, 0, f"{PUBLISHED} replaced"))
        publish(connection, night.workspace)
        return done


def write_the_report(night: Night) -> Done:
    """The report of the day, from the published copy."""
    from reports.report import write_report

    with _traced(night, "report") as (_, finish), open_published(night.workspace) as connection:
        context = report_context(connection, night)
        if context is None:
            return finish(Done(0, 0, "no report: no conversation has a date yet"))
        path = write_report(connection, night.workspace / "reports", context)
        return finish(Done(0, 1, str(path)))


def clear_landing_folder(night: Night) -> Done:
    """The landing folder's files that were wholly taken in, and whose night is over: left, moved or deleted."""
    landing = night.configuration.landing
    with _traced(night, "landing") as (connection, finish):
        if landing is None or landing.after == LEAVE:
            return finish(Done(0, 0, "files are left where they are"))
        files = find_inputs(night.inputs)
        done = clear_landing(connection, files, landing.path, landing.after, landing.moved_to)
        return finish(Done(len(files), done.gone, done.sentence()))


STEPS: Final = (
    ingest, find_roles, detect_languages, check_intake, detect_signals, find_topics, find_outcomes, follow_hostility, match_steps,
    compute_facts, answer_questions, raise_flags, delete_old_text, publish_results, write_the_report,
    clear_landing_folder,
)  # fmt: skip


def period_of(connection: duckdb.DuckDBPyConnection, night: Night) -> Period | None:
    """The period that the night reports on."""
    configuration = night.configuration
    return current_period(
        connection, days=configuration.period_days, time_zone=configuration.time_zone, not_after=night.day
    )


def report_context(connection: duckdb.DuckDBPyConnection, night: Night) -> ReportContext | None:
    """What the report of a night needs to know; None where no conversation has a date yet."""
    period = period_of(connection, night)
    if period is None:
        return None
    configuration = night.configuration
    library = configuration.library()
    return ReportContext(
        date=night.day,
        period=period,
        previous=previous(period),
        time_zone=configuration.time_zone,
        title=configuration.title,
        thresholds={
            f"{axis} ({language})": limit.threshold
            for language in LANGUAGES
            for axis, limit in limits_of(language, library.thresholds, library.prevalence).items()
        },
        questions={q.definition: q.ask for card in library.scorecards for q in card.questions},
        flag_settings=flag_settings(configuration),
        limits=Limits(to_decide=configuration.decide_tonight),
    )


def flag_settings(configuration: Configuration) -> FlagSettings:
    """The settings of flags."""
    return FlagSettings(
        minimum_sample=configuration.minimum_sample, smallest_difference=configuration.smallest_difference
    )


def fact_settings(configuration: Configuration) -> FactSettings:
    """The settings of service facts."""
    targets = configuration.first_response_s
    return FactSettings(
        first_response_call_s=targets.call,
        first_response_chat_s=targets.chat,
        first_response_email_s=targets.email,
        resolution_target_hours=configuration.resolution_target_hours,
        repeat_window_days=configuration.repeat_window_days,
    )


@contextmanager
def _traced(night: Night, step: str) -> Iterator[tuple[duckdb.DuckDBPyConnection, Callable[[Done], Done]]]:
    """A connection for a step, whose start, end, counts or error are kept in `run_steps`."""
    with _told_where_not_written(night, step), open_warehouse(night.workspace) as connection:
        connection.execute("DELETE FROM run_steps WHERE run_id = ? AND step = ?", [night.run_id, step])
        connection.execute(
            "INSERT INTO run_steps (run_id, step, started_at) VALUES (?, ?, ?)",
            [night.run_id, step, datetime.now(UTC)],
        )

        def finish(done: Done) -> Done:
            connection.execute(
                "UPDATE run_steps SET finished_at = ?, rows_in = ?, rows_out = ?, note = ? WHERE run_id = ? AND step = ?",
                [datetime.now(UTC), done.rows_in, done.rows_out, done.note, night.run_id, step],
            )
            return done

        try:
            yield connection, finish
        except Exception as problem:
            with suppress(duckdb.Error):  # where nothing can be written, the trace cannot be either
                connection.execute(
                    "UPDATE run_steps SET finished_at = ?, error = ? WHERE run_id = ? AND step = ?",
                    [datetime.now(UTC), type(problem).__name__, night.run_id, step],
                )
            raise


@contextmanager
def _told_where_not_written(night: Night, step: str) -> Iterator[None]:
    """A disk that takes nothing more is told in a sentence."""
    try:
        yield
    except _NOT_WRITTEN as problem:
        raise WorkspaceError(
            f"the step {step} could not write to {night.workspace} ({type(problem).__name__}): "
            "free some space on its disk and run again; nothing is half-written"
        ) from None


def _tell(stop: str, done: int, of: int) -> None:
    sink = progress_sink.get()
    if sink is not None:
        sink(stop, done, of)


def _teller(file: Path, records: int) -> None:
    _tell(f"reading {file.name}", records, 0)


def _changed(
    connection: duckdb.DuckDBPyConnection, stop: str, tables: tuple[str, ...], *settings: object
) -> bool:
    """Whether anything that a whole-table stop rests on changed since it was made."""
    version = version_of(fingerprint(connection, tables), [str(s) for s in settings])
    row = connection.execute(
        "SELECT version FROM made WHERE stop = ? AND conversation_key = '*'", [stop]
    ).fetchone()
    return row is None or row[0] != version


def _remember(
    connection: duckdb.DuckDBPyConnection, stop: str, tables: tuple[str, ...], *settings: object
) -> None:
    version = version_of(fingerprint(connection, tables), [str(s) for s in settings])
    connection.execute("DELETE FROM made WHERE stop = ? AND conversation_key = '*'", [stop])
    connection.execute("INSERT INTO made VALUES (?, '*', ?)", [stop, version])


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()  # noqa: S608
    return int(row[0]) if row else 0


def _by_name(made: dict[str, int]) -> str:
    new = {name: count for name, count in made.items() if count}
    return ", ".join(f"{name}: {count}" for name, count in new.items()) or "nothing changed"
