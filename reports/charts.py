"""Charts as inline SVG, by matplotlib: text stays text, the same numbers give the same bytes, nothing is fetched.

Styles become attributes, so that the page's Content-Security-Policy needs no inline styles; every chart carries a
title and a description with its numbers.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from xml.etree import ElementTree

from insights.saying import ENGLISH, Say
from reports.wording import visible

_SVG: Final = "http://www.w3.org/2000/svg"
_XLINK: Final = "http://www.w3.org/1999/xlink"
_INK, _NOW, _BEFORE, _MISSING, _FLAGGED = "#1f2933", "#1d5b8f", "#b9c6d2", "#c98a2b", "#a3540a"
_SETTINGS: Final[Any] = {
    "svg.fonttype": "none", "svg.hashsalt": "convoqa", "text.parse_math": False, "font.size": 9,
    "font.family": "sans-serif", "text.color": _INK, "axes.labelcolor": _INK, "xtick.color": _INK,
    "ytick.color": _INK, "axes.edgecolor": "#9aa5b1", "axes.spines.top": False, "axes.spines.right": False,
    "axes.unicode_minus": False,
}  # fmt: skip


def days_chart(days: Sequence[tuple[str, int, int]], say: Say = ENGLISH) -> str:
    """Conversations a day; days: (date, judged, not judged)."""
    numbers = "; ".join(
        say("{day}: {judged} judged, {missing} not", day=day, judged=judged, missing=missing)
        for day, judged, missing in days
    )
    labels, judged, missing = zip(*days, strict=True) if days else ((), (), ())

    def draw(axes: Any) -> None:
        places = range(len(labels))
        axes.bar(places, judged, color=_NOW, label=say("judged"))
        axes.bar(places, missing, bottom=judged, color=_MISSING, label=say("not judged"))
        step = max(1, len(labels) // 7)
        axes.set_xticks(list(places)[::step], [label[5:] for label in labels][::step])
        axes.set_ylabel(say("conversations"))
        axes.yaxis.get_major_locator().set_params(integer=True)
        axes.legend(frameon=False, loc="upper left", ncols=2, bbox_to_anchor=(0, 1.16))

    return _svg("days", say("Conversations a day"), numbers, draw, 7.2, 2.3)


def scores_chart(bins: Sequence[tuple[str, int, int]], say: Say = ENGLISH) -> str:
    """How many scores fall where; bins: (range, this period, period before)."""
    numbers = "; ".join(
        say("{range} points: {now}, before {before}", range=label, now=now, before=before)
        for label, now, before in bins
    )
    labels, now, before = zip(*bins, strict=True) if bins else ((), (), ())

    def draw(axes: Any) -> None:
        axes.bar([p - 0.2 for p in range(len(labels))], now, width=0.4, color=_NOW, label=say("this period"))
        axes.bar(
            [p + 0.2 for p in range(len(labels))],
            before,
            width=0.4,
            color=_BEFORE,
            label=say("period before"),
        )
        axes.set_xticks(range(len(labels)), labels)
        axes.set_xlabel(say("score"))
        axes.set_ylabel(say("scores"))
        axes.yaxis.get_major_locator().set_params(integer=True)
        axes.legend(frameon=False, loc="upper left", ncols=2, bbox_to_anchor=(0, 1.16))

    return _svg("scores", say("Scores, from 0 to 100"), numbers, draw, 7.2, 2.3)


def topics_chart(topics: Sequence[tuple[str, float, float]], say: Say = ENGLISH) -> str:
    """Shares of topics; topics: (topic, share now, share before), most frequent first."""
    numbers = "; ".join(
        say("{name}: {now:.1%}, before {before:.1%}", name=name, now=now, before=before)
        for name, now, before in topics
    )
    names = [name if len(name) <= 28 else name[:27] + "…" for name, _, _ in topics]

    def draw(axes: Any) -> None:
        places = range(len(topics))
        axes.barh(
            [p - 0.2 for p in places],
            [100 * t[1] for t in topics],
            height=0.4,
            color=_NOW,
            label=say("this period"),
        )
        axes.barh(
            [p + 0.2 for p in places],
            [100 * t[2] for t in topics],
            height=0.4,
            color=_BEFORE,
            label=say("before"),
        )
        axes.set_yticks(list(places), [visible(name) for name in names])
        axes.invert_yaxis()
        axes.set_xlabel(say("% of conversations"))
        axes.legend(frameon=False, loc="lower left", ncols=2, bbox_to_anchor=(0, 1))

    return _svg("topics", say("Share of topics"), numbers, draw, 7.2, 0.8 + 0.34 * max(len(topics), 1))


def control_chart(
    name: str,
    title: str,
    weeks: Sequence[str],
    values: Sequence[float | None],
    centre: float,
    low: Sequence[float],
    high: Sequence[float],
    unit: str = "",
    say: Say = ENGLISH,
) -> str:
    """Values week by week (None: none), with a centre line and the limits of each week; what lies outside is marked.

    name: unique in the page. All sequences are of one length; limits may differ from week to week, as samples do.
    """
    outside = [v is not None and not a <= v <= b for v, a, b in zip(values, low, high, strict=True)]
    points = zip(weeks, values, low, high, outside, strict=True)
    numbers = "; ".join(_week(week, value, a, b, out, unit, say) for week, value, a, b, out in points)

    def draw(axes: Any) -> None:
        places = list(range(len(weeks)))
        axes.fill_between(
            places, low, high, color=_BEFORE, alpha=0.35, step="mid", label=say("usual range"), linewidth=0
        )
        axes.axhline(centre, color=_INK, linewidth=0.8, linestyle="--", label=say("mean"))
        axes.plot(
            places, [float("nan") if v is None else v for v in values], color=_NOW, marker="o", markersize=4
        )
        marked = [(p, v) for p, v, out in zip(places, values, outside, strict=True) if out]
        if marked:
            axes.plot(
                *zip(*marked, strict=True),
                color=_FLAGGED,
                marker="D",
                markersize=7,
                linestyle="",
                label=say("outside"),
            )
        step = max(1, len(weeks) // 8)
        axes.set_xticks(places[::step], list(weeks)[::step])
        axes.set_ylabel(unit.strip())
        axes.legend(frameon=False, loc="upper left", ncols=3, bbox_to_anchor=(0, 1.18))

    mean = say("Mean {centre:.1f}{unit}.", centre=centre, unit=unit)
    return _svg(name, title, f"{mean} {numbers}", draw, 7.2, 2.4)


def _week(week: str, value: float | None, low: float, high: float, outside: bool, unit: str, say: Say) -> str:
    if value is None:
        return say("{week}: none", week=week)
    told = {"week": week, "value": value, "unit": unit, "low": low, "high": high}
    if outside:
        return say("{week}: {value:.1f}{unit}, limits {low:.1f} to {high:.1f}, outside", **told)
    return say("{week}: {value:.1f}{unit}, limits {low:.1f} to {high:.1f}", **told)


def funnel_chart(
    name: str,
    title: str,
    dots: Sequence[tuple[int, float, str]],
    sizes: Sequence[float],
    limits: Sequence[tuple[Sequence[float], Sequence[float]]],
    say: Say = ENGLISH,
) -> str:
    """Differences in points against numbers of answers; dots: (answers, difference, name or nothing).

    limits: of 95 and of 99.8 %, (low, high) at each of `sizes`. Only dots with a name are named, in the text too.
    """
    named = [dot for dot in dots if dot[2]]
    plain = [dot for dot in dots if not dot[2]]
    counted = say("{agents} agents, {flagged} of them flagged.", agents=len(dots), flagged=len(named))
    numbers = f"{counted} " + "; ".join(
        say("{name}: {points} points in {answers} answers", name=who, points=f"{difference:+.0f}", answers=n)
        for n, difference, who in named
    )

    def draw(axes: Any) -> None:
        for (low, high), style in zip(limits, ("--", "-"), strict=True):
            share = "95 %" if style == "--" else "99.8 %"
            axes.plot(
                sizes,
                low,
                color="#7b8794",
                linewidth=0.9,
                linestyle=style,
                label=say("{share} of usual spread", share=share),
            )
            axes.plot(sizes, high, color="#7b8794", linewidth=0.9, linestyle=style)
        axes.axhline(0, color=_INK, linewidth=0.8)
        axes.plot(
            [d[0] for d in plain],
            [d[1] for d in plain],
            "o",
            color=_NOW,
            alpha=0.55,
            markersize=4,
            markeredgewidth=0,
        )
        for n, difference, who in named:
            axes.plot([n], [difference], "D", color=_FLAGGED, markersize=6)
            short = who if len(who) <= 24 else who[:23] + "…"
            axes.annotate(visible(short), (n, difference), xytext=(6, -3), textcoords="offset points")
        axes.set_xlabel(say("answers"))
        axes.set_ylabel(say("points from expected"))
        axes.margins(x=0.08)
        axes.legend(frameon=False, loc="upper right", ncols=2, bbox_to_anchor=(1, 1.14))

    return _svg(name, title, numbers, draw, 7.2, 3.2)


def change_chart(
    name: str,
    title: str,
    points: Sequence[Mapping[str, Any]],
    limit: float,
    since: date,
    say: Say = ENGLISH,
) -> str:
    """A change: shares by week beside what was usual, and below it the CUSUMs with their limits.

    points: rows of changes.points (week, n, observed, usual, rise, fall). name: its id in the page. since: the first
    week after the change.
    """
    lead = say("Changed in the week of {since}. Control limit {limit:.1f}.", since=since, limit=limit)
    numbers = f"{lead} " + "; ".join(_point(point, say) for point in points)
    weeks = [point["week"] for point in points]
    bounds = [100 * point[key] for point in points for key in ("observed", "usual") if point[key] is not None]

    def draw(axes: Any) -> None:
        shares, sums = axes
        for key, color, label in (("usual", _BEFORE, say("usual")), ("observed", _NOW, say("observed"))):
            values = [float("nan") if p[key] is None else 100 * p[key] for p in points]
            shares.plot(weeks, values, color=color, label=label, marker="o", markersize=3)
        shares.set_ylabel("%")
        shares.set_ylim(max(min(bounds, default=0) - 8, -4), min(max(bounds, default=100) + 8, 104))
        shares.legend(frameon=False, loc="upper left", ncols=2, bbox_to_anchor=(0, 1.28))
        sums.plot(weeks, [p["rise"] for p in points], color=_NOW)
        sums.plot(weeks, [-p["fall"] for p in points], color=_NOW)
        for height in (limit, -limit):
            sums.axhline(height, color=_MISSING, linestyle="--", linewidth=1)
        for part in axes:
            part.axvline(since, color=_INK, linestyle=":", linewidth=1)
        step = max(1, len(weeks) // 7)
        sums.set_xticks(weeks[::step], [f"{week:%m-%d}" for week in weeks][::step])
        shares.set_xlim(sums.get_xlim())
        shares.set_xticks([])
        sums.set_ylabel("CUSUM")

    return _svg(name, title, numbers, draw, 7.2, 3.2, rows=2)


def _point(point: Mapping[str, Any], say: Say) -> str:
    told = dict(point)
    told["seen"] = say("none sure")
    if point["observed"] is not None:
        told["seen"] = say("{observed:.0%} of {n}", observed=point["observed"], n=point["n"])
    if point["usual"] is None:
        return say("{week}: {seen}, CUSUM up {rise:.1f}, down {fall:.1f}", **told)
    return say("{week}: {seen}, usual {usual:.0%}, CUSUM up {rise:.1f}, down {fall:.1f}", **told)


def _svg(name: str, title: str, numbers: str, draw: Any, width: float, height: float, rows: int = 1) -> str:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(_SETTINGS), _no_glyph_warnings():
        figure = Figure(figsize=(width, height), layout="constrained")
        draw(figure.subplots(rows))
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return _inline(buffer.getvalue(), name, title, numbers)


def _no_glyph_warnings() -> Any:
    """The browser has the fonts for Korean and Thai; matplotlib only measures, and need not."""
    import warnings

    context = warnings.catch_warnings(action="ignore", category=UserWarning)
    return context


def _inline(svg: str, name: str, title: str, numbers: str) -> str:
    """The drawing alone: ids made unique in the page, styles as attributes, with title and description."""
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _XLINK)
    root = ElementTree.fromstring(re.sub(r"<!DOCTYPE[^>]*>", "", svg, count=1))
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{_SVG}}}metadata", f"{{{_SVG}}}style") or not isinstance(child.tag, str):
                parent.remove(child)
    for element in root.iter():
        _restyle(element)
        for key, value in list(element.attrib.items()):
            if key == "id":
                element.set(key, f"{name}-{value}")
            elif key == f"{{{_XLINK}}}href":
                del element.attrib[key]
                element.set("href", f"#{name}-{value.removeprefix('#')}")
            elif value.startswith("url(#"):
                element.set(key, f"url(#{name}-{value.removeprefix('url(#')}")
    for key in ("width", "height", "version"):
        root.attrib.pop(key, None)
    root.attrib |= {"class": "chart", "role": "img", "aria-labelledby": f"{name}-title {name}-numbers"}
    for place, (tag, text) in enumerate((("title", title), ("desc", numbers))):
        element = ElementTree.Element(f"{{{_SVG}}}{tag}", {"id": f"{name}-{'numbers' if place else 'title'}"})
        element.text = visible(text)
        root.insert(place, element)
    return ElementTree.tostring(root, encoding="unicode")


def _restyle(element: ElementTree.Element) -> None:
    style = element.attrib.pop("style", "")
    for part in style.split(";"):
        key, _, value = (word.strip() for word in part.partition(":"))
        if key == "font":
            size = re.search(r"([\d.]+)px", value)
            element.set("font-size", size.group(1) if size else "9")
        elif key and not key.startswith("font-family"):
            element.set(key, value)
