"""The first step of a night: new files in, and what is said of them."""

from __future__ import annotations

from dataclasses import replace

from data.conversation_ids import kept_id
from data.dismissal import dismiss_again
from data.erasure import surveys_to_keep
from data.exclusions import exclude
from data.file_dates import date_by_file
from data.identity import workspace_key
from data.ingest import Reading, store_side_tables
from data.intake import find_inputs
from data.landing import put_back
from data.quarantine import clear_what_came_in, locate
from data.redaction import Redactor
from data.side_tables import find_side_tables, read_side_tables
from data.unsettled import ingest_settled
from flows.forgetting import clear_leftovers, oldest_kept
from flows.night import Night
from flows.tracing import Done, tell_reading, traced
from reports.wording import plural


def ingest(night: Night) -> Done:
    """New files in: read, redacted, checked, stored; side tables; exclusions."""
    configuration = night.configuration
    clear_leftovers(night.workspace)
    if configuration.landing:
        put_back(configuration.landing.path)
    key = workspace_key(night.workspace)
    reading = Reading(
        key, configuration.zone, configuration.roles, redacted=configuration.redacted, since=night.since,
        workers=configuration.workers,
    )  # fmt: skip
    files = find_inputs(night.inputs)
    with traced(night, "ingest") as (connection, finish):
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
        counts, unsettled = ingest_settled(connection, files, reading, tell_reading)
        date_by_file(connection)
        cleared = clear_what_came_in(connection)
        dismissed = dismiss_again(connection)
        locate(connection, key)
        rules = configuration.exclude.model_dump()
        rules["conversation_id"] = [kept_id(key, name) for name in rules["conversation_id"]]
        excluded = exclude(connection, rules)
        note = (
            f"{plural(counts.files, 'new file')}, {counts.known_files} known; {plural(counts.records, 'record')} read: "
            f"{counts.accepted} accepted, {counts.duplicate} duplicate, {counts.quarantined} quarantined"
        )
        note += f" ({counts.forgotten} of forgotten customers)" if counts.forgotten else ""
        note += f"; {dismissed} of them were dismissed before" if dismissed else ""
        note += f"; {len(unsettled)} changed while read, left for the next run" if unsettled else ""
        if counts.before_since:
            note += f", {counts.before_since} passed over that started before {night.since:%Y-%m-%d}: a run without --since takes them in"
        others = counts.encodings - {"utf-8", "utf-8-sig"}
        note += f"; files in {', '.join(sorted(others))}" if others else ""
        note += f"; {plural(left_out, 'row')} of side tables left out" if left_out else ""
        note += f"; {cleared} came in that waited in quarantine" if cleared else ""
        note += f"; {plural(excluded, 'conversation')} excluded by rule" if excluded else ""
        return finish(Done(counts.records, counts.accepted, note))
