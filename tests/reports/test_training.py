"""The section "Did it work?": states, figures in text, bars on one scale, and what is missing."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from reports.audiences import TRAINER
from reports.report import report_pages
from tests.reports.test_report import told

ROW = {
    "definition": "greeting", "people": 12, "controls": 61, "effect": 0.08, "low": 0.03, "high": 0.13, "shortfall": 0.11,
    "state": "worked", "reason": "12 trained people rose.", "as_of": date(2026, 11, 20), "left_out": 0, "waiting": 0,
    "too_few": 0, "unmatched": 0, "repeated": 0, "more_people": None,
}  # fmt: skip


def section(workspace: Any, context: Any) -> str:
    pages = dict(report_pages(workspace.published(), context))
    [found] = re.findall(r'<section id="did-it-work">.*?</section>', pages[TRAINER.file], re.DOTALL)
    return str(found)


def test_effects_say_their_state_and_stand_on_one_scale(workspace: Any, context: Any) -> None:
    told(workspace)
    workspace.row("trainings", person_id="p-a", skill="greeting", trained_on=date(2026, 9, 1))
    workspace.row("training_effects", skill="greeting", **ROW)
    unsure = {
        "state": "cannot tell yet",
        "effect": None,
        "low": -0.2,
        "high": 0.1,
        "more_people": 40,
    }
    workspace.row(
        "training_effects", skill="civil", **ROW | unsure | {"shortfall": -0.02, "definition": "civil"}
    )
    workspace.row(
        "training_effects",
        skill="juggling",
        **ROW | {"definition": "", "low": None, "high": None, "effect": None, "state": "cannot tell yet"},
    )
    html = section(workspace, context)
    assert "Did the agent greet the customer?" in html
    assert html.index("12 trained people rose 8 points more than 61 people") < html.index(
        "Cannot tell yet: with 12 trained people, the effect may lie anywhere from −20 to 10 points; about 40 more"
    )
    assert "Cannot tell: no question of this name is asked." in html
    assert "they lay 11 % below what was expected" in html
    assert "they lay 2 % above what was expected" in html
    assert html.count("<svg") == 2
    assert '<rect class="interval" x="116.0" y="6" width="50.0"' in html
    assert 'cx="141.0"' in html
    assert "20 points worse and better" in html
    assert "from 1 training on record" in html
    assert "Training days and score:" in html


def test_without_trainings_it_says_how_to_record_them(workspace: Any, context: Any) -> None:
    told(workspace)
    assert "No training is on record." in section(workspace, context)
    workspace.row("trainings", person_id="p-a", skill="greeting", trained_on=date(2026, 9, 1))
    assert "1 training on record; nothing is measured yet." in section(workspace, context)
