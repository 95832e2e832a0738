"""What customers contact about beyond the taxonomy, as a step of the night."""

from __future__ import annotations

from flows.made import is_changed, remember_made
from flows.night import Night
from flows.night_context import period_of
from flows.tracing import Done, traced
from insights.found_topics import VERSION, make_found_topics
from qa_rules.content_words import content_words, content_words_version
from reports.wording import plural


def group_openings(night: Night) -> Done:
    """Found topics, and what grows; after old text is deleted, so that nothing rests on it."""
    smallest = night.configuration.smallest_topic
    inputs = ("conversations", "turns", "topics", "outcomes", "scores", "agents")
    with traced(night, "found_topics") as (connection, finish):
        period = period_of(connection, night)
        if period is None:
            return finish(Done(0, 0, "no conversation has a date yet: no period to look at"))
        settings = (smallest, period, VERSION, content_words_version())
        if not is_changed(connection, "found_topics", inputs, *settings):
            return finish(Done(0, 0, "nothing changed"))
        openings, topics = make_found_topics(connection, period, content_words, smallest)
        remember_made(connection, "found_topics", inputs, *settings)
        return finish(Done(openings, topics, f"{plural(topics, 'topic')} in {plural(openings, 'opening')}"))
