"""The public samples, where they are there: read, or refused with the right reason."""

from collections import Counter
from pathlib import Path

import pytest

from data.intake import Rejected, detect, read_file

SHARED = Path(__file__).parents[4] / "shared" / "formats_samples"
REASONS = {  # of the public samples that hold no text
    "ab.vcon": "the vCon has no dialog",
    "ab_call_ext_rec_encrypted.vcon": "the vCon is encrypted (JWE)",
    "simple-vcon.vcon": "the file is not JSON: Expecting ',' delimiter",
} | dict.fromkeys(
    (f"ab_call_{name}.vcon" for name in ("ext_rec", "int_rec", "ext_rec_decrypted", "ext_rec_signed")),
    "the vCon has no transcript: dialog 0 is of type recording",
)


UNKNOWN = "no format fits"
OTHERS = {  # pattern: format, and roles in the first conversation, or the reason
    "aws_post_call_analytics/testfile.json": ("post_call_analytics", {"agent": 6, "customer": 6}),
    "aws_post_call_analytics/*.md": (None, "the file is empty"),
    "livechat_payloads/chat.json": ("livechat", {"system": 1}),
    "livechat_payloads/chatSummary.json": ("livechat", "a summary without messages"),
    "ms_ckm_contact_center/convo_0b7*.json": ("knowledge_mining", {"system": 1, "agent": 18, "customer": 17}),
    "ms_ckm_contact_center/convo_0df*.json": ("knowledge_mining", {"system": 1, "agent": 13, "customer": 12}),
    "vcon_mcp_samples/billing-complaint.txt": ("text", {"agent": 6, "unknown": 5}),
    "vcon_mcp_samples/whatsapp-account-lockout.txt": ("text", {"agent": 6, "unknown": 5}),
    "vcon_mcp_samples/whatsapp-plan-upgrade.txt": ("text", {"agent": 10, "unknown": 6}),
    "vcon_mcp_samples/*.xml": (None, UNKNOWN),  # who was called, and nothing of what was said
    "vcon_mcp_samples/teams-*.json": (None, UNKNOWN),  # a record of the call, of no vendor's transcripts
}
PRESENT = pytest.mark.skipif(not SHARED.is_dir(), reason="the public samples are not here")


@PRESENT
def test_public_vcons():
    files = [*SHARED.glob("ietf_vcon_examples/*.vcon"), *SHARED.glob("vcon_*/*.json")]
    files = [file for file in files if not file.name.startswith("teams-")]  # graph answers, no transcripts
    assert len(files) > 30
    for file in files:
        (found,) = read_file(file)
        name = file.name.replace("_decrypted_verified", "_decrypted")
        assert detect(file).name == "vcon", file
        if name in REASONS:
            assert isinstance(found, Rejected), file
            assert found.reason.startswith(REASONS[name]), (file, found.reason)
        else:
            assert not isinstance(found, Rejected), file
            assert len(found.turns) >= 1


@PRESENT
@pytest.mark.parametrize("pattern", OTHERS)
def test_other_public_samples(pattern):
    format, expected = OTHERS[pattern]
    files = list(SHARED.glob(pattern))
    assert files
    for file in files:
        found = list(read_file(file))
        if isinstance(expected, str):
            assert [item.reason.startswith(expected) for item in found] == [True], file
        else:
            assert detect(file).name == format
            assert Counter(turn.role for turn in found[0].turns) == expected, file


@PRESENT
def test_a_file_of_many_transcripts_is_read_whole():
    found = list(read_file(SHARED / "ms_ckm_contact_center" / "sample_processed_data.json"))
    assert (len(found), len({item.conversation_id for item in found})) == (188, 188)
