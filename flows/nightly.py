"""The night as plain functions, in order; every step is traced in `run_steps`, and can be called without Prefect."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from typing import Final

import duckdb

from data.batch_contracts import BatchStopped, accept_batches, broken_contracts, check_batches
from data.intake import find_inputs
from data.landing import LEAVE, clear_landing
from data.retention import Expired, believed_now
from data.warehouse import PUBLISHED, open_published, publish
from flows.agreeing import measure_agreement
from flows.following import follow_changes, list_customers_at_risk, set_benchmarks
from flows.forgetting import WORK, clear_files, expire_text
from flows.grouping import group_openings
from flows.ingesting import ingest
from flows.made import is_changed, remember_made
from flows.night import Night
from flows.night_context import fact_settings, flag_settings, period_of, report_context
from flows.tracing import Done, tell, told_where_not_written, traced
from flows.training_effects import measure_training
from flows.training_plan import plan_training
from insights.facts import fact_statements, make_facts
from insights.flags import decision_period, flag_statements, make_flags
from qa_rules.answers_stop import make_answers
from qa_rules.bookkeeping import count_set_aside
from qa_rules.conversation_stops import make_outcomes, make_topics, make_voicings
from qa_rules.deescalation_stop import make_deescalations
from qa_rules.faults import OURS
from qa_rules.roles_stop import make_roles
from qa_rules.tokenizing import LANGUAGES
from qa_rules.turn_stops import make_languages, make_signals
from reports.wording import START_REMEDY, plural


def find_roles(night: Night) -> Done:
    """Who speaks in new conversations, where only speakers are named; and whether given roles look exchanged."""
    with traced(night, "roles") as (connection, finish):
        made = make_roles(connection, tell)
        doubted = {found: count for found, count in made.items() if found != "given"}
        total = sum(made.values())
        return finish(Done(total, total, f"{plural(total, 'conversation')}; {_by_name(doubted)}"))


def detect_languages(night: Night) -> Done:
    """The language of new conversations and turns."""
    with traced(night, "languages") as (connection, finish):
        made = make_languages(connection, tell)
        return finish(Done(made, made, plural(made, "conversation")))


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
    with traced(night, "contracts") as (connection, finish):
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
    with traced(night, "signals") as (connection, finish):
        made = make_signals(
            connection, folder, night.configuration.library(), tell, workers=night.configuration.workers
        )
        shutil.rmtree(work, ignore_errors=True)
        return finish(Done(max(made.values(), default=0), _count(connection, "signals"), _by_name(made)))


def find_topics(night: Night) -> Done:
    """The topic of conversations."""
    with traced(night, "topics") as (connection, finish):
        made = make_topics(connection, tell)
        return finish(Done(made, _count(connection, "topics"), plural(made, "conversation")))


def find_outcomes(night: Night) -> Done:
    """How conversations ended, and what was promised."""
    with traced(night, "outcomes") as (connection, finish):
        made = make_outcomes(connection, night.configuration.library(), tell)
        return finish(Done(made, _count(connection, "outcomes"), plural(made, "conversation")))


def follow_hostility(night: Night) -> Done:
    """The course of customers' hostility, and what agents said before it turned."""
    with traced(night, "deescalations") as (connection, finish):
        made = make_deescalations(connection, night.configuration.library(), tell)
        return finish(Done(made, _count(connection, "deescalations"), plural(made, "conversation")))


def match_steps(night: Night) -> Done:
    """Which script step each agent turn voices."""
    with traced(night, "steps") as (connection, finish):
        made = make_voicings(connection, night.configuration.library(), tell)
        return finish(Done(max(made.values(), default=0), max(made.values(), default=0), _by_name(made)))


def compute_facts(night: Night) -> Done:
    """Service facts, where anything that they rest on changed."""
    settings = fact_settings(night.configuration)
    code = [sql for sql, _ in fact_statements(settings)]
    inputs = ("conversations", "turns", "signals", "outcomes", "topics", "surveys", "costs", "agents")
    with traced(night, "facts") as (connection, finish):
        if not is_changed(connection, "facts", inputs, settings, code):
            return finish(Done(0, _count(connection, "facts"), "nothing changed"))
        made = make_facts(connection, settings)
        remember_made(connection, "facts", inputs, settings, code)
        return finish(Done(_count(connection, "conversations"), made, plural(made, "fact")))


def answer_questions(night: Night) -> Done:
    """Step statuses, answers and scores, of what changed; what breaks a contract is quarantined."""
    with traced(night, "answers") as (connection, finish):
        made = make_answers(connection, night.configuration.library(), tell)
        broken = f", {plural(len(made.breaches), 'contract')} broken" if made.breaches else ""
        failed = count_set_aside(connection)
        broken += f"; {failed} not scored for {OURS}: the report names it" if failed else ""
        return finish(
            Done(
                made.conversations,
                _count(connection, "answers"),
                f"{plural(made.conversations, 'conversation')}{broken}",
            )
        )


def raise_flags(night: Night) -> Done:
    """Flags of agents, teams and topics as last decided."""
    settings = flag_settings(night.configuration)
    inputs = ("conversations", "answers", "scores", "agents", "topics")
    with traced(night, "flags") as (connection, finish):
        period = period_of(connection, night)
        if period is None:
            return finish(Done(0, 0, "no conversation has a date yet: no period to flag"))
        period = decision_period(connection, period, settings)
        if not is_changed(connection, "flags", inputs, settings, period, flag_statements()):
            return finish(Done(0, _count(connection, "flags"), "nothing changed"))
        flags = make_flags(connection, period, settings)
        remember_made(connection, "flags", inputs, settings, period, flag_statements())
        return finish(
            Done(
                _count(connection, "answers"),
                flags,
                plural(flags, "comparison"),
            )
        )


def delete_old_text(night: Night) -> Done:
    """Text that is older than the configuration keeps it: out of the tables, their file, older reports and exports."""
    with traced(night, "retention") as (connection, finish):
        gone = expire_text(connection, night.workspace, night.configuration, night.day)
        kept = night.configuration.keep_text_days
        note = f"{_gone(gone)} deleted, older than {plural(kept, 'day')}" if gone else "no text is too old"
        now = datetime.now(UTC)
        if (believed := believed_now(connection, now)) < now:
            note += f"; the clock leapt ahead, so days count from {believed:%Y-%m-%d}: put it right"
        done = finish(Done(gone.conversations, 0, note))
    with told_where_not_written(night, "retention"):
        clear_files(night.workspace, night.configuration)
    return done


def publish_results(night: Night) -> Done:
    """The read-only copy that everything else reads, replaced in one step."""
    with traced(night, "publish") as (connection, finish):
        done = finish(Done(0, 0, f"{PUBLISHED} replaced"))
        publish(connection, night.workspace)
        return done


def write_the_report(night: Night) -> Done:
    """The report of the day, from the published copy."""
    from reports.report import write_report

    with traced(night, "report") as (_, finish), open_published(night.workspace) as connection:
        context = report_context(connection, night)
        if context is None:
            return finish(Done(0, 0, f"no report: no conversation has a date yet. {START_REMEDY}"))
        path = write_report(connection, night.workspace / "reports", context)
        return finish(Done(0, 1, str(path)))


def clear_landing_folder(night: Night) -> Done:
    """The landing folder's files that were wholly taken in, and whose night is over: left, moved or deleted."""
    landing = night.configuration.landing
    with traced(night, "landing") as (connection, finish):
        if landing is None or landing.after == LEAVE:
            return finish(Done(0, 0, "files are left where they are"))
        files = find_inputs(night.inputs)
        done = clear_landing(connection, files, landing.path, landing.after, landing.moved_to)
        return finish(Done(len(files), done.gone, done.sentence()))


def tell_of_the_night(night: Night) -> Done:
    """Tells whom `notify` names what is new; nothing of it is imported where it names nobody."""
    if night.configuration.notify:
        from flows.notify import tell_people

        return tell_people(night)
    with traced(night, "notify") as (_, finish):
        return finish(Done(0, 0, "nobody is configured to be told"))


STEPS: Final = (
    ingest, find_roles, detect_languages, check_intake, detect_signals, find_topics, find_outcomes, follow_hostility, match_steps,
    compute_facts, answer_questions, raise_flags, measure_training, plan_training, follow_changes, set_benchmarks, list_customers_at_risk, measure_agreement, delete_old_text, group_openings, publish_results, write_the_report,
    clear_landing_folder, tell_of_the_night,
)  # fmt: skip


def _gone(gone: Expired) -> str:
    parts = {
        ("conversation",): gone.conversations, ("survey comment",): gone.comments,
        ("excerpt in quarantine", "excerpts in quarantine"): gone.excerpts,
    }  # fmt: skip
    named = [plural(number, *names) for names, number in parts.items() if number]
    return f"text of {' and '.join(named)}"


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()  # noqa: S608
    return int(row[0]) if row else 0


def _by_name(made: dict[str, int]) -> str:
    new = {name: count for name, count in made.items() if count}
    return ", ".join(f"{name}: {count}" for name, count in new.items()) or "nothing changed"
