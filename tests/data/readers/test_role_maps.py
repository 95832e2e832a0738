"""A map of roles in convoqa.yaml reaches what every vendor calls a speaker, and speakers where there are no roles."""

import re
import shutil
from pathlib import Path

import pytest

from data.conversation import Conversation
from data.intake import detect, read_file

HERE = Path(__file__).with_name("samples")
HOUSE = Path(__file__).parents[3] / "data" / "samples"
_JSON = r'"(?:AGENT|Agent|agent|admin|internal|User|representative)"'
# sample, what names an agent in it, and what is written there instead; the name in the map, where that is not "Wizard"
VENDORS = [
    (HOUSE / "ko" / "chats.jsonl", _JSON, '"Wizard"'),
    (HOUSE / "ko" / "chats.csv", "(?<=,)agent(?=,)", "Wizard"),
    (HOUSE / "th" / "th-text-01.txt", "พนักงาน", "Wizard"),
    (HOUSE / "en" / "call_01.vtt", r"<v Agent[^>]*>", "<v Wizard>"),
    (HOUSE / "en" / "zendesk_chats.json", _JSON, '"Wizard"'),
    (HOUSE / "ko" / "connect_ko-call-01_analysis_2026-11-13T01_42_08Z.json", _JSON, '"Wizard"'),
    (HERE / "assemblyai.json", '"speaker": "A"', '"speaker": "Wizard"'),
    (HERE / "call_en.srt", "SPEAKER_00", "Wizard"),
    (HERE / "chatwoot.json", _JSON, '"Wizard"'),
    (HERE / "connect_chat.json", _JSON, '"Wizard"'),
    (HERE / "convokit" / "utterances.jsonl", _JSON, '"Wizard"'),
    (HERE / "deepgram.json", "^", "", "channel 0"),
    (HERE / "genesys_voice_en.json", _JSON, '"Wizard"'),
    (HERE / "insights_api_ko.json", '"HUMAN_AGENT"', '"Wizard"'),
    (HERE / "insights_upload_en.json", _JSON, '"Wizard"'),
    (HERE / "intercom.json", _JSON, '"Wizard"'),
    (HERE / "livechat.json", _JSON, '"Wizard"'),
    (HERE / "post_call_analytics.json", "^", "", "spk_2"),
    (HERE / "salesforce.csv", '"Agent"', '"Wizard"'),
    (HERE / "salesforce.json", _JSON, '"Wizard"'),
    (HERE / "transcribe_calls.json", _JSON, '"Wizard"'),
    (HERE / "twilio.json", _JSON, '"Wizard"'),
    (HERE / "vcon_chat_en.json", _JSON, '"Wizard"'),
    (HERE / "vcon_call_en.json", "^", "", "speaker 0"),
    (HERE / "whisperx_th.json", "SPEAKER_00", "Wizard"),
    (HERE / "zendesk_tickets.jsonl", "^", "", "9002"),
    (HERE / "zendesk_tickets_single.json", _JSON, '"Wizard"'),
]


def cast(path, role_map):
    found = [item for item in read_file(path, role_map=role_map) if isinstance(item, Conversation)]
    return [(turn.role, turn.internal) for item in found for turn in item.turns]


@pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor[0].name[:25])
def test_a_label_that_only_the_map_knows(tmp_path, vendor):
    sample, pattern, written, *name = vendor
    shutil.copytree(sample.parent, tmp_path / "s") if sample.parent.name == "convokit" else (
        tmp_path / "s"
    ).mkdir()
    path = tmp_path / "s" / sample.name
    for file in path.parent.glob("*.json*"):
        file.write_text(re.sub(pattern, written, file.read_text()))
    path.write_text(re.sub(pattern, written, sample.read_text()))
    assert detect(path).name == detect(sample).name
    label = name[0] if name else "Wizard"
    in_all = {role: cast(path, {label: role}) for role in ("agent", "customer", "bot", "system", "internal")}
    theirs = [n for n, (role, _) in enumerate(in_all["bot"]) if role != in_all["system"][n][0]]
    assert theirs
    for role, turns in in_all.items():
        expected = "agent" if role == "internal" else role
        assert {turns[n][0] for n in theirs} == {expected}
    assert {in_all["internal"][n][1] for n in theirs} == {True}
