"""The trainer's plan: one printed page a session, with figures, examples, script steps, phrases and the exercise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import duckdb

from insights.flags import NOT_ENOUGH, percent
from insights.planning import LEAVING, NEW, PlanSettings
from insights.plans import TOPIC_FEWEST, TOPIC_SHARE, plan_reason, unknown_absences, waiting_reason
from insights.saying import ENGLISH, Say, message
from insights.training_gains import PRIOR_PEOPLE, PRIOR_SHARE
from reports.context import ReportContext
from reports.figures import run
from reports.findings import People, Wanted, handed_out, quoted_answers
from reports.lessons import Lesson, StepWords, in_language
from reports.quotes import names_pattern

LANGUAGE_NAMES: Final = {"en": message("English"), "ko": message("Korean"), "th": message("Thai")}


@dataclass(frozen=True)
class Plan:
    """What the plan's page shows. sessions: planned ones, each with all of its page. waiting: those without a week.

    aside: people in no session (new starters, leavers), by reason. empty: why nobody is planned, where nobody is.
    """

    sessions: list[dict[str, Any]]
    waiting: list[dict[str, Any]]
    aside: list[tuple[str, list[dict[str, Any]]]]
    empty: str
    rules: list[str]
    unknown: str


def training_plan(
    connection: duckdb.DuckDBPyConnection, plans: list[dict[str, Any]], flags: list[dict[str, Any]], who: People, context: ReportContext
) -> Plan:  # fmt: skip
    """The plan with names, wording and quotes; names of agents are left out of the quotes. plans, flags: as published."""
    people = run(connection, "plan_people")
    settings = context.plan_settings
    planned = [p for p in plans if p["week"]]
    examples = _examples(connection, planned, who, context)
    sessions = [
        _session(number, plan, [p for p in people if p["session"] == plan["session"]], examples, who, context)
        for number, plan in enumerate(planned)
    ]
    waiting = [
        _headed(plan, context)
        | {
            "names": [who.name(agent) for agent in plan["agents"]],
            "why": waiting_reason(plan["waiting"], settings, context.say),
        }
        for plan in plans
        if not plan["week"]
    ]
    unknown = unknown_absences(connection, settings.absences)
    return Plan(
        sessions, waiting, _aside(people, who, context), "" if plans else _empty(people, flags, context.say), plan_rules(settings, context.say),
        context.say(
            "Absences of {names} were left out: nobody of that id is known. Correct training.absences in convoqa.yaml.",
            names=", ".join(unknown),
        ) if unknown else "",
    )  # fmt: skip


def plan_rules(settings: PlanSettings, say: Say = ENGLISH) -> list[str]:
    """How the plan is made, as sentences.

    >>> plan_rules(PlanSettings())[1].partition(":")[0]
    'Room'
    """
    a_week = say.plural("{n:,} session a week", "{n:,} sessions a week", settings.sessions_a_week)
    weeks = say.plural("{n:,} week", "{n:,} weeks", settings.weeks)
    people = say.plural("{n:,} person", "{n:,} people", settings.people_a_session)
    return [
        say(
            "Who: agents who are clearly below colleagues on the same work, with at least {sample} answers. Nobody of the "
            "watch list is planned: it holds no findings.",
            sample=settings.minimum_sample,
        ),
        say(
            "Room: {a_week} for {weeks}, up to {people} each. What wins most comes first.",
            a_week=a_week,
            weeks=weeks,
            people=people,
        ),
        say(
            "Expected gain: (what colleagues reach − what the agent is likely to reach) × answers in the period × the share of "
            "such a shortfall that training of this skill closed before. Until trainings have been measured that share is "
            "taken to be {share}, and it weighs as much as {people} trained people.",
            share=percent(PRIOR_SHARE, say),
            people=PRIOR_PEOPLE,
        ),
        say(
            "Together: the same question, and the language of most of the agent's conversations. A topic makes a session of "
            "its own where it holds at least {fewest} answers and {share} of all that is lost, clearly more than the agent's "
            "other topics, for two people or more.",
            fewest=TOPIC_FEWEST,
            share=percent(TOPIC_SHARE, say),
        ),
        say.plural(
            "Away: whoever is absent on any day from Monday to Friday of a week joins a session of another week, or waits. "
            "Who started less than {n:,} day before learns it in the onboarding; who has left, or leaves before the last "
            "week ends, is not planned.",
            "Away: whoever is absent on any day from Monday to Friday of a week joins a session of another week, or waits. "
            "Who started less than {n:,} days before learns it in the onboarding; who has left, or leaves before the last "
            "week ends, is not planned.",
            settings.new_starter_days,
        ),
    ]


def _empty(people: list[dict[str, Any]], flags: list[dict[str, Any]], say: Say) -> str:
    """Why nobody is planned."""
    agents = [flag for flag in flags if flag["kind"] == "agent"]
    few = sum(flag["state"] == NOT_ENOUGH for flag in agents)
    if people:
        return say("Nobody is planned: whoever is below colleagues has just started, or is leaving.")
    if not agents:
        return say("Nobody is planned: no agent has an answer in this period.")
    told = [
        say(
            "Nobody is planned: no agent is clearly below colleagues on any question, and no topic below its period before."
        )
    ]
    if few:
        told.append(
            say.plural(
                "{n:,} comparison of an agent and a question had not enough conversations yet.",
                "{n:,} comparisons of an agent and a question had not enough conversations yet.",
                few,
            )
        )
    told.append(say("Training on so little would be a guess: the watch list says whom to listen to more."))
    return " ".join(told)


def _session(
    number: int, plan: dict[str, Any], people: list[dict[str, Any]], examples: dict[tuple[int, bool], list[dict[str, Any]]],
    who: People, context: ReportContext,
) -> dict[str, Any]:  # fmt: skip
    lesson = context.lessons.get(plan["definition"], Lesson())
    language = plan["language"] or "en"
    exercise = lesson.exercise
    return _headed(plan, context) | {
        "number": number + 1,
        "people": [person | {"name": who.name(person["person_id"])} for person in people],
        "gaps": examples.get((number, False), []),
        "good": examples.get((number, True), []),
        "avoid": lesson.avoid,
        "steps": [(step, _say(step, language)) for step in lesson.steps],
        "phrases": lesson.phrases.get(language),
        "exercise": exercise,
        "told": language if exercise and language in exercise.steps else "en",
        "in_language": in_language,
    }  # fmt: skip


def _headed(plan: dict[str, Any], context: ReportContext) -> dict[str, Any]:
    language = context.say(LANGUAGE_NAMES.get(plan["language"] or "", plan["language"] or ""))
    return plan | {
        "asked": context.asked(plan["definition"], plan["skill"]),
        "language_name": language,
        "reason": plan_reason(plan, context.say),
    }


def _say(step: StepWords, language: str) -> tuple[str, ...]:
    """Wordings of a step in a language; of another one where it has none."""
    return step.say.get(language) or next((step.say[name] for name in sorted(step.say)), ())


def _aside(
    people: list[dict[str, Any]], who: People, context: ReportContext
) -> list[tuple[str, list[dict[str, Any]]]]:
    found: dict[str, list[dict[str, Any]]] = {NEW: [], LEAVING: []}
    for person in people:
        if person["session"] is None:
            asked = context.asked(person["definition"], person["skill"])
            found[person["waiting"]].append({"name": who.name(person["person_id"]), "asked": asked})
    settings = context.plan_settings
    return [(waiting_reason(why, settings, context.say), rows) for why, rows in found.items() if rows]


def _examples(
    connection: duckdb.DuckDBPyConnection, planned: list[dict[str, Any]], who: People, context: ReportContext
) -> dict[tuple[int, bool], list[dict[str, Any]]]:
    """Quoted examples by number of the session and whether they are to follow, without names of agents."""
    wanted: list[Wanted] = []
    for number, plan in enumerate(planned):
        asked = (plan["definition"], plan["skill"])
        people = [("agent", agent) for agent in plan["agents"]] or [("topic", plan["topic"])]
        wanted += [(number, *one, *asked, key, False) for key in plan["gap_examples"] for one in people]
        wanted += [(number, "anyone", "", *asked, key, True) for key in plan["good_examples"]]
    names = names_pattern(sorted(set(who.names.values())), "")
    found: dict[tuple[int, bool], list[dict[str, Any]]] = {}
    for (number, *_, good), example in quoted_answers(connection, wanted, context):
        shown = found.setdefault((number, good), [])
        if all(other["conversation_key"] != example["conversation_key"] for other in shown):
            shown += handed_out([example], names)
    return found
