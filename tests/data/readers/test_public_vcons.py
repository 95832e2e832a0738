"""The public vCon samples, where they are there: read, or refused with the right reason."""

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


@pytest.mark.skipif(not SHARED.is_dir(), reason="the public samples are not here")
def test_public_samples():
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
