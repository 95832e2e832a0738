"""The nightly report: a self-contained HTML file for each audience and each agent, from the published tables."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from insights.flags import percent, spoken
from insights.saying import Say
from reports import wording
from reports.audiences import AGENT, FOR_ALL, LEAD, Page, agent_file
from reports.context import ReportContext
from reports.languages import saying
from reports.material import Material
from reports.pages import write_pages
from reports.transcripts import Transcript, quoted, transcripts
from reports.workbook_sheets import write_workbook


def write_report(connection: duckdb.DuckDBPyConnection, folder: Path, context: ReportContext) -> Path:
    """Writes the pages and the workbook of the day into folder/YYYY-MM-DD and returns the path of the lead's, index.html.

    The connection is read from alone. Where a page cannot be made or written all stay as they were; index.html comes
    last. The same tables and context give the same bytes. Raises OSError where the folder cannot be written.
    """
    day = folder / context.date.isoformat()
    write_pages(day, report_pages(connection, context))
    write_workbook(connection, folder, context)
    return day / LEAD.file


def report_pages(connection: duckdb.DuckDBPyConnection, context: ReportContext) -> Iterator[tuple[str, str]]:
    """Every page of the night, each (file below the folder of the day, HTML); the lead's comes last."""
    material = Material(connection, context)
    for person, own in material.agents.items():
        yield agent_file(context.page_key, person), _html(AGENT, material, own["name"], person)
    for page in (*FOR_ALL[1:], LEAD):
        yield page.file, _html(page, material, context.say(page.title))


def _html(page: Page, material: Material, heading: str, *person: str) -> str:
    """A page as text; person: whose, on an agent's page."""
    context = material.context
    environment = _environment(context.language)
    models = [section.model(material, *person) for section in page.sections]
    shows = dict.fromkeys(key for model in models for key in model.get("shows", ()))
    points = dict.fromkeys(key for model in models for key in model.get("points_to", ()) if key not in shows)
    further = list(points)[: context.limits.transcripts]
    found: dict[str, Transcript] = {}
    if "transcripts" in {section.anchor for section in page.sections}:
        keys = [*shows, *further]
        found = transcripts(material.connection, keys, material.who.names, context.time_zone, context.say)
    shared = {
        "context": context, "settings": context.flag_settings, "who": material.who, "page": page, "heading": heading,
        "transcripts": found, "other_transcripts": [found[key] for key in further if key in found],
        "left_out": len(points) - len(further), "page_of": partial(agent_file, context.page_key),
        "with_page": material.agents,
        "work": ", ".join(map(context.say, context.flag_settings.compare_by)),
    }  # fmt: skip
    rendered = [
        Markup(
            environment.get_template(section.template).render({**shared, **model})
        )  # escaped by the template
        for section, model in zip(page.sections, models, strict=True)
    ]
    frame = environment.get_template("page.html")
    return frame.render(
        shared, title=page.title, rendered=rendered, others=FOR_ALL if page in FOR_ALL else ()
    )


@cache
def _environment(language: str) -> Environment:
    say = saying(language)
    shown = partial(_shown, say)
    environment = Environment(
        loader=PackageLoader("reports"), autoescape=True, undefined=StrictUndefined, finalize=shown,
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.i18n"],
    )  # fmt: skip
    environment.newstyle_gettext = True  # type: ignore[attr-defined]  # of the extension: values are named

    def gettext(text: str, /, **values: Any) -> Markup:
        """A text of a template, which is markup, with values, which are not."""
        if not values:
            return plain(text)
        return Markup(say(text)) % {name: shown(value, counted=True) for name, value in values.items()}

    @cache
    def plain(text: str) -> Markup:
        return Markup(say(text)) % {}

    def ngettext(one: str, many: str, number: int, /, **values: Any) -> Markup:
        return Markup(say.plural(one, many, number)) % {
            name: shown(value, counted=True) for name, value in values.items()
        }

    style, script = _asset("page.css"), _asset("script.html")
    environment.globals.update(
        gettext=gettext, ngettext=ngettext, say=say, language=language,
        count=wording.count, quoted=quoted, words=lambda name: say(spoken(name)),
        number=partial(wording.number, say=say), change_of=partial(wording.change, say=say),
        percent=partial(percent, say=say), without_start=partial(wording.without_start, say=say),
        whole=lambda share: wording.NONE if share is None else percent(share, say),
        place=lambda share: f"{1 + 200 * share:.1f}",
        style=Markup(style), style_hash=_hash(style), script=Markup(script), script_hash=_hash(script),
    )  # fmt: skip
    return environment


def _shown(say: Say, value: Any, *, counted: bool = False) -> Any:
    """What the page shows for a value: text without control characters, days as the language writes them; escaping follows."""
    if isinstance(value, str):
        return value if isinstance(value, Markup) else wording.visible(value)
    if isinstance(value, date):
        return say.day(value)
    return wording.count(value) if counted and isinstance(value, int) else value


def _asset(name: str) -> str:
    return (Path(__file__).parent / "templates" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """The hash by which a Content-Security-Policy allows this inline text, and no other."""
    return "sha256-" + b64encode(hashlib.sha256(text.encode()).digest()).decode()
