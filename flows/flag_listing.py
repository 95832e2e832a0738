"""`convoqa flags`: the flags as last decided, and the watch list beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from data.warehouse import open_published
from flows.command_options import print_json
from flows.commands import print_table
from insights.flags import ABOVE, BELOW, KINDS, percent, spoken
from reports.findings import flags_of, ids_of, people, watch_list

_FLAGS: Final = ("kind", "who or what", "question", "state", "n", "reason")
_WATCHED: Final = ("who", "question", "chance of a gap", "n", "reason", "listen to")


def show_flags(workspace: Path, *, all_states: bool, as_json: bool) -> None:
    """Flags, those that need somebody first, and the watch list.

    As JSON one list of rows of `flags` with `name`, `watch` (whether the row is on the watch list) and `listen`: the
    ids of the conversations that would tell most, on the watch list alone.
    """
    with open_published(workspace) as connection:
        found, who = flags_of(connection), people(connection)
        watched = watch_list(found)
        ids = ids_of(connection, [key for row in watched for key in row["listen"]])
    listen = {_key(row): [ids[key] for key in row["listen"]] for row in watched}
    rows = [
        row
        | {
            "name": who.name(row["subject"]) if row["kind"] == "agent" else row["subject"],
            "watch": _key(row) in listen,
            "listen": listen.get(_key(row), []),
        }
        for row in sorted(found, key=_order)
        if all_states or row["state"] in (BELOW, ABOVE) or _key(row) in listen
    ]
    if as_json:
        print_json(rows)
        return
    print_table(
        "All comparisons" if all_states else "Flags",
        _FLAGS,
        [
            (r["kind"], r["name"], spoken(r["question"]), r["state"], str(r["n"]), r["reason"])
            for r in rows
            if all_states or not r["watch"]
        ],
        "Nothing is flagged. `convoqa flags --all` shows every comparison.",
    )
    likeliest = sorted((r for r in rows if r["watch"]), key=lambda r: -r["gap_probability"])
    print_table(
        "Watch list. Not findings: listen to more",
        _WATCHED,
        [
            (r["name"], spoken(r["question"]), percent(r["gap_probability"]), str(r["n"]), r["reason"], ", ".join(r["listen"]))
            for r in likeliest
        ],
        "The watch list is empty.",
    )  # fmt: skip


def _key(row: dict[str, Any]) -> tuple[str, ...]:
    return (row["kind"], row["subject"], row["definition"], row["question"])


def _order(row: dict[str, Any]) -> tuple[Any, ...]:
    first = (row["state"] != BELOW, row["state"] != ABOVE, KINDS.index(row["kind"]))
    return (*first, row["subject"], row["question"], row["definition"])
