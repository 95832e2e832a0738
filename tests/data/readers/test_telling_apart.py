"""Each sample is told by its own reader, surely, and by no other one as surely."""

import gzip
from pathlib import Path

import pytest

from data.intake import Rejected, detect, read_file
from data.readers import readers
from data.readers.source_text import head_of

SAMPLES = Path(__file__).parent / "samples"
FORMATS = {
    "call_en.srt": "srt",
    "genesys_voice_en.json": "genesys",
    "insights_api_ko.json": "google_insights",
    "insights_upload_en.json": "google_insights",
    "vcon_call_en.json": "vcon",
    "vcon_chat_en.json": "vcon",
    "whisper_ko.json": "whisper",
    "whisperx_th.json": "whisper",
}


@pytest.mark.parametrize(("name", "format"), FORMATS.items())
@pytest.mark.parametrize("packed", [False, True])
def test_a_sample_is_told_by_its_content(tmp_path, name, format, packed):
    path = tmp_path / "anything"
    content = (SAMPLES / name).read_bytes()
    path.write_bytes(gzip.compress(content) if packed else content)
    claims = sorted(
        ((reader.sniff(head_of(path)), reader.name) for reader in readers().values()), reverse=True
    )
    assert claims[0][1] == detect(path).name == format
    assert claims[0][0] >= 0.9
    assert claims[1][0] < claims[0][0] - 0.1
    assert not [found for found in read_file(path) if isinstance(found, Rejected)]


@pytest.mark.parametrize("name", FORMATS)
def test_a_sample_that_breaks_off_loses_what_is_lost_and_says_so(tmp_path, name):
    content = (SAMPLES / name).read_bytes()
    for cut in range(1, len(content), 97):
        path = tmp_path / name
        path.write_bytes(content[:cut])
        assert list(read_file(path, format=FORMATS[name]))


def test_formats_inside_a_vcon_do_not_hide_it(tmp_path):
    path = tmp_path / "x"
    for name in ("whisperx_th.json", "genesys_voice_en.json", "insights_api_ko.json", "vcon_call_en.json"):
        inner = (SAMPLES / name).read_text(encoding="utf-8")
        path.write_text(
            '{"vcon": "0.3.0", "parties": [], "analysis": [{"body": ' + inner + "}]}", encoding="utf-8"
        )
        assert detect(path).name == "vcon", name
