"""Zendesk tickets with their comments."""

import json
from pathlib import Path

import pytest

from data.conversation import BadRecord, conversation_from
from data.readers import Head
from data.readers.zendesk_tickets import READER

SAMPLES = Path(__file__).with_name("samples")
COMMENT = {"id": 1, "type": "Comment", "author_id": 9, "html_body": "<p>hi</p>", "public": True}
TICKET = {"id": 5, "requester_id": 9, "assignee_id": 3, "comments": [COMMENT]}
TEXTS = [
    "Hello,\nmy parcel B-20417 was due on Friday & it never came.",
    "Thanks for writing. A colleague will look at it shortly.",
    "depot says it is on the wrong van, do not promise tomorrow",
    "I am sorry about the wait. The parcel went onto the wrong van; you have it by Wednesday.",
    "I am Iris' neighbour, I can take it.",
    "Noted, the driver will ring at number 12 if nobody is in.",
    "Outbound call\nDuration: 1 minute, 4 seconds",
    "",
    "This ticket was solved by the system after the survey.",
]


def records(tmp_path, content):
    path = tmp_path / "x.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return list(READER.read(path))


def turns(tmp_path, ticket):
    (record,) = records(tmp_path, ticket)
    assert record.reason == ""
    return conversation_from(record.value).turns


def test_a_ticket_of_an_export():
    first, second = READER.read(SAMPLES / "zendesk_tickets.jsonl")
    ticket = conversation_from(first.value)
    assert [turn.text for turn in ticket.turns] == TEXTS
    assert [(t.role, t.agent_id, t.internal, t.t) for t in ticket.turns] == [
        ("customer", None, False, 0.0),
        ("bot", None, False, 2.0),  # a trigger, though it is filed under an agent
        ("agent", "301", True, 2330.0),
        ("agent", "301", False, 2570.0),
        ("unknown", "9002", False, 7250.0),  # in copy: a colleague of either side
        ("agent", "302", False, 8330.0),  # in copy too, but only staff follows a ticket
        ("system", None, True, 8630.0),  # the card of a call
        ("customer", None, False, 89930.0),
        ("system", None, True, 91730.0),
    ]
    assert (ticket.conversation_id, ticket.channel, ticket.queue) == ("51204", "email", "44")
    assert (ticket.agent_id, ticket.customer_id, ticket.csat) == ("301", "9001", None)
    assert ticket.started_at.isoformat() == "2026-10-12T08:01:10+00:00"
    assert ticket.metadata == {
        "subject": "Parcel B-20417 never arrived",
        "rating": "good",
        "rating_comment": "sorted in a day",
        "tags": "lost, vip",
    }
    abandoned = conversation_from(second.value)
    assert [(t.role, t.text) for t in abandoned.turns] == [("customer", "환불은 언제 되나요?")]
    assert (abandoned.conversation_id, abandoned.agent_id, abandoned.customer_id) == ("51205", None, "9010")


@pytest.mark.parametrize("name", ["zendesk_tickets_page.json", "zendesk_tickets_single.json"])
def test_users_beside_the_tickets_settle_the_roles(name):
    ticket = conversation_from(next(READER.read(SAMPLES / name)).value)
    assert [turn.text for turn in ticket.turns] == TEXTS
    roles = ["customer", "bot", "agent", "agent", "customer", "agent", "system", "customer", "system"]
    assert [turn.role for turn in ticket.turns] == roles


def test_a_ticket_without_comments_has_a_reason_and_the_others_go_on():
    found = list(READER.read(SAMPLES / "zendesk_tickets_page.json"))
    assert [record.reason for record in found] == ["", "record 1, ticket 2 has no comments"]
    assert found[1].value == {"conversation_id": "51206"}


@pytest.mark.parametrize(
    ("change", "author", "role"),
    [
        ({}, 9, "customer"),
        ({}, "9", "customer"),  # ids as text in one place, as numbers in another
        ({}, 4, "agent"),
        ({"users": [{"id": 4, "role": "end-user"}]}, 4, "customer"),
        ({"users": [{"id": 4, "role": "admin"}]}, 4, "agent"),
        ({"users": [{"id": 9, "role": "agent"}]}, 9, "customer"),  # staff asks staff
        ({"users": [{"id": 4, "role": "robot"}]}, 4, "agent"),
        ({"email_cc_ids": [4]}, 4, "unknown"),
        ({"email_cc_ids": [4], "users": [{"id": 4, "role": "agent"}]}, 4, "agent"),
        ({"email_cc_ids": [3]}, 3, "agent"),  # the assignee
        ({"requester_id": None}, 4, "unknown"),
        ({"requester_id": None, "requester": {"id": 9}}, 9, "customer"),
        ({"requester_id": None, "users": [{"id": 4, "role": "agent"}]}, 4, "agent"),
        ({"requester_id": None, "assignee": {"id": 4, "role": "agent"}}, 4, "agent"),
        ({"requester_id": None}, -1, "system"),
        ({}, None, "unknown"),
        ({"requester_id": None}, None, "unknown"),
    ],
)
def test_who_wrote(tmp_path, change, author, role):
    (turn,) = turns(tmp_path, TICKET | change | {"comments": [COMMENT | {"author_id": author}]})
    assert (turn.role, turn.speaker) == (role, None if role != "unknown" else str(author or "unnamed"))


@pytest.mark.parametrize(
    ("change", "role"),
    [
        ({"via": {"channel": "rule"}}, "bot"),
        ({"via": {"channel": "web", "source": {"rel": "automation"}}}, "bot"),
        ({"via": {"channel": "web", "source": {"rel": "merge"}}}, "system"),
        ({"via": {"channel": "api", "source": {"rel": None}}}, "agent"),
        ({"via": "web"}, "agent"),
        ({"type": "VoiceComment"}, "system"),
    ],
)
def test_what_no_person_typed_is_not_the_agents(tmp_path, change, role):
    (turn,) = turns(tmp_path, TICKET | {"comments": [COMMENT | {"author_id": 3} | change]})
    assert turn.role == role


@pytest.mark.parametrize(("public", "internal"), [(True, False), (False, True), ("false", True), (1, False)])
def test_what_is_not_public_is_internal(tmp_path, public, internal):
    assert turns(tmp_path, TICKET | {"comments": [COMMENT | {"public": public}]})[0].internal is internal


@pytest.mark.parametrize(
    ("bodies", "text"),
    [
        ({"html_body": "<div>a &lt; b<br>c&nbsp;d</div>", "plain_body": "no", "body": "no"}, "a < b\nc d"),
        ({"html_body": None, "plain_body": "a < b &amp;", "body": "no"}, "a < b &amp;"),
        ({"html_body": "", "plain_body": None, "body": "a"}, "a"),
        ({"html_body": "", "plain_body": "", "body": ""}, ""),
    ],
)
def test_the_text_of_a_comment(tmp_path, bodies, text):
    assert turns(tmp_path, TICKET | {"comments": [COMMENT | bodies]})[0].text == text


@pytest.mark.parametrize("content", [TICKET, [TICKET], {"tickets": [TICKET]}, {"ticket": TICKET}])
@pytest.mark.parametrize("indent", [None, 1])
def test_the_shapes_of_a_file(tmp_path, content, indent):
    (record,) = records(tmp_path, json.dumps(content, indent=indent))
    assert record.value["conversation_id"] == "5"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (TICKET | {"comment_count": 3}, "record 1 has 1 of 3 comments"),
        (
            TICKET | {"next_page": "https://x.example/comments?page=2"},
            "record 1 has one page of its comments",
        ),
        (
            {"ticket_id": 5, "comments": [COMMENT], "meta": {"has_more": True}},
            "record 1 has one page of its comments",
        ),
        ({"comments": [COMMENT], "users": []}, "record 1 has no id"),
        ({"tickets": []}, "record 1 has no tickets"),
        ({"tickets": [7]}, "record 1, ticket 1 is not a ticket"),
        ({"ticket_events": [], "count": 0}, "record 1 has changes of tickets, not tickets"),
        ({"id": 1, "ticket_id": 5, "child_events": []}, "record 1 has changes of tickets, not tickets"),
        (TICKET | {"comments": "three"}, "record 1 has no comments"),
    ],
)
def test_what_cannot_be_read_has_a_reason(tmp_path, content, reason):
    (record,) = records(tmp_path, json.dumps(content, indent=1))
    assert record.reason == reason
    assert record.remedy


@pytest.mark.parametrize(
    ("comment", "reason"),
    [
        (7, "turns[0] is not an object"),
        ({"author_id": 9}, "turns[0].text is missing"),
        (COMMENT | {"html_body": None, "body": {"a": 1}}, "turns[0].text is not text"),
        (COMMENT | {"created_at": "soon"}, "turns[0].at is not a time"),
    ],
)
def test_a_comment_that_cannot_be_read_costs_the_ticket_with_its_reason(tmp_path, comment, reason):
    (record,) = records(tmp_path, TICKET | {"comments": [comment]})
    with pytest.raises(BadRecord) as problem:
        conversation_from(record.value)
    assert problem.value.reason == reason


@pytest.mark.parametrize(
    ("content", "is_mine"),
    [
        (TICKET, True),
        ({"tickets": [{"id": 5, "requester_id": 9, "submitter_id": 9}]}, True),
        ({"ticket_events": []}, True),
        ({"comments": [{"text": "x", "author_id": 1}]}, False),
        ({"requester_id": 9}, False),
        ({"conversation_id": "c-1", "metadata": {"raw": TICKET}}, False),
        ({"text": '"comments": "author_id": "public":'}, False),
    ],
)
def test_the_format_is_told_by_its_names(content, is_mine):
    text = json.dumps(content)
    assert (READER.sniff(Head("x", text.encode(), text)) > 0) is is_mine
