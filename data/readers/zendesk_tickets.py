"""Zendesk tickets with their comments: one a line, `{"tickets": […]}`, or one ticket (FORMATS, row 2).

Who wrote a comment is told by the ticket's requester and by `users`. Where `users` is absent, whoever is neither
the requester nor in copy is an agent; where the requester is unknown too, an author keeps the id, without a role.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from data.conversation import Record
from data.readers import Head, Reader
from data.readers.json_fields import list_of, mapping_of, text_of
from data.readers.json_head import outer_keys
from data.readers.json_records import json_records
from data.readers.markup import text_of_markup
from data.readers.source_text import refusing_unreadable

ROLES: Final = {"end-user": "customer", "agent": "agent", "admin": "agent"}
SYSTEM_AUTHOR: Final = "-1"
MADE_BY_MACHINE: Final = {"trigger": "bot", "automation": "bot", "merge": "system"}
CHANNELS: Final = {
    "email": "email",
    "web": "email",
    "chat": "chat",
    "native_messaging": "chat",
    "sms": "chat",
    "facebook": "chat",
    "whatsapp": "chat",
    "line": "chat",
    "voice": "call",
    "phone": "call",
    "phone_call_inbound": "call",
    "phone_call_outbound": "call",
    "voicemail": "call",
}
WITH_COMMENTS: Final = "export the ticket with all its comments"
_OUTER = frozenset(("comments", "ticket", "tickets", "requester_id", "ticket_events", "child_events"))
_COMMENTS = re.compile(r'"comments"\s*:')
_AUTHOR = re.compile(r'"author_id"\s*:')
_OWN_KEYS = re.compile(r'"(?:public|html_body|plain_body|requester_id)"\s*:')
_TICKET = re.compile(r'"requester_id"\s*:')
_STAFF = re.compile(r'"(?:submitter_id|assignee_id)"\s*:')
_EVENTS = re.compile(r'"(?:ticket_events|child_events)"\s*:')


def sniff(head: Head) -> float:
    """Told by comments with an author; tickets without comments are still taken, to say what lacks."""
    start = head.text or ""
    if not outer_keys(start) & _OUTER:
        return 0.0
    if _COMMENTS.search(start) and _AUTHOR.search(start) and _OWN_KEYS.search(start):
        return 0.95
    return 0.85 if (_TICKET.search(start) and _STAFF.search(start)) or _EVENTS.search(start) else 0.0


@refusing_unreadable
def read(path: Path) -> Iterator[Record]:
    """The Record of each ticket of a file."""
    for record in json_records(path):
        if record.value is None:
            yield record
        else:
            yield from _records(record.place, record.value)


def _records(place: str, document: Mapping[str, Any]) -> Iterator[Record]:
    """Records of a ticket, of a page of tickets, or of a ticket's comments as the interface lists them."""
    if "ticket_events" in document or "child_events" in document:
        yield Record(place, None, f"{place} has changes of tickets, not tickets", WITH_COMMENTS)
    elif isinstance(document.get("tickets"), list):
        if not document["tickets"]:
            yield Record(place, None, f"{place} has no tickets", "send it again when it has some")
        for number, ticket in enumerate(document["tickets"], start=1):
            yield _record(f"{place}, ticket {number}", ticket, list_of(document.get("users")))
    elif isinstance(document.get("ticket"), Mapping):
        yield _record(place, {**document, **document["ticket"]}, [])
    else:
        yield _record(place, document, [])


def _record(place: str, ticket: object, users: list[Any]) -> Record:
    if not isinstance(ticket, Mapping):
        return Record(place, None, f"{place} is not a ticket", WITH_COMMENTS, str(ticket))
    comments = ticket.get("comments")
    if not isinstance(comments, list):
        return Record(place, _identity(ticket), f"{place} has no comments", WITH_COMMENTS)
    expected = ticket.get("comment_count")
    if isinstance(expected, int) and expected > len(comments):
        reason = f"{place} has {len(comments)} of {expected} comments"
        return Record(place, _identity(ticket), reason, WITH_COMMENTS)
    if (
        ticket.get("next_page")
        or ticket.get("previous_page")
        or mapping_of(ticket.get("meta")).get("has_more")
    ):
        return Record(place, _identity(ticket), f"{place} has one page of its comments", WITH_COMMENTS)
    if _identity(ticket)["conversation_id"] is None:
        return Record(place, ticket, f"{place} has no id", "put the comments into their ticket")
    return Record(place, _conversation(ticket, users))


def _identity(ticket: Mapping[str, Any]) -> dict[str, Any]:
    return {"conversation_id": text_of(ticket.get("id")) or text_of(ticket.get("ticket_id")) or None}


def _conversation(ticket: Mapping[str, Any], users: list[Any]) -> dict[str, Any]:
    rating = mapping_of(ticket.get("satisfaction_rating"))
    roles, labels = _roles(ticket, users), _labels(ticket, users)
    return {
        **_identity(ticket),
        "channel": CHANNELS.get(text_of(mapping_of(ticket.get("via")).get("channel"))),
        "started_at": ticket.get("created_at"),
        "agent_id": _person(ticket, "assignee") or None,
        "customer_id": _person(ticket, "requester") or None,
        "queue": text_of(ticket.get("group_id")) or None,
        "metadata": {
            "subject": ticket.get("subject"),
            "rating": rating.get("score"),  # good or bad: a thumb is no CSAT score, it stays a word
            "rating_comment": rating.get("comment"),
            "tags": ", ".join(map(text_of, list_of(ticket.get("tags")))),
        },
        "turns": [
            _turn(comment, roles, labels) if isinstance(comment, Mapping) else comment
            for comment in ticket["comments"]
        ],
    }


def _person(ticket: Mapping[str, Any], name: str) -> str:
    """The id of the ticket's requester or assignee: by id, or as an object."""
    return text_of(ticket.get(f"{name}_id")) or text_of(mapping_of(ticket.get(name)).get("id"))


def _roles(ticket: Mapping[str, Any], users: list[Any]) -> dict[str, str | None]:
    """Role by author's id. Who asks is the customer of this ticket, also where staff asks staff."""
    known = {who: ROLES[label] for who, label in _labels(ticket, users).items() if label in ROLES}
    requester, comments = _person(ticket, "requester"), map(mapping_of, ticket["comments"])
    others = "agent" if requester else None
    authors = {text_of(comment.get("author_id")): others for comment in comments}
    maybe_either = dict.fromkeys(_in_copy(ticket))
    return authors | maybe_either | known | {requester: "customer", SYSTEM_AUTHOR: "system", "": None}


def _labels(ticket: Mapping[str, Any], users: list[Any]) -> dict[str, str]:
    """What Zendesk calls people, by their id."""
    people = [*users, *list_of(ticket.get("users")), ticket.get("submitter"), ticket.get("assignee")]
    return {text_of(mapping_of(p).get("id")): text_of(mapping_of(p).get("role")) for p in people}


def _in_copy(ticket: Mapping[str, Any]) -> list[str]:
    """Who may be the customer's colleague as well as staff. Only staff follows a ticket, or is assigned to it."""
    copied = [*list_of(ticket.get("email_cc_ids")), *list_of(ticket.get("collaborator_ids"))]
    staff = [*map(text_of, list_of(ticket.get("follower_ids"))), _person(ticket, "assignee")]
    return [text_of(who) for who in copied if text_of(who) not in staff]


def _turn(
    comment: Mapping[str, Any], roles: Mapping[str, str | None], labels: Mapping[str, str]
) -> dict[str, Any]:
    author = text_of(comment.get("author_id"))
    role = _machine(comment) or roles[author]
    label = labels.get(author, "")
    return {
        "role": role,
        "label": "" if label in ROLES or _machine(comment) else label,
        "speaker": None if role else author or "unnamed",
        "agent_id": author if role in ("agent", None) else None,
        "internal": comment.get("public") in (False, "false", "False"),
        "text": _text(comment),
        "at": comment.get("created_at"),
    }


def _machine(comment: Mapping[str, Any]) -> str | None:
    """The role of a comment that no person typed, whoever it is filed under."""
    if comment.get("type") == "VoiceComment":
        return "system"  # a card about a call: numbers, duration, a link
    via = mapping_of(comment.get("via"))
    made_by = MADE_BY_MACHINE.get(text_of(mapping_of(via.get("source")).get("rel")))
    return made_by or ("bot" if via.get("channel") == "rule" else None)


def _text(comment: Mapping[str, Any]) -> object:
    markup = comment.get("html_body")
    if isinstance(markup, str) and markup:
        return text_of_markup(markup)
    plain = (comment.get(key) for key in ("plain_body", "body", "html_body"))
    return next((text for text in plain if text is not None), None)


READER = Reader(name="zendesk_tickets", version="1", sniff=sniff, read=read)
