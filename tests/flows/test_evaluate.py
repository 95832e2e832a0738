"""`convoqa evaluate`: exactly what `judge` gives out; measure sets only when asked for; sentences for mistakes."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from flows import evaluating
from flows.command_line import app
from flows.evaluating import choose, judge_of
from models.evaluation.items import SetError, conversation
from models.folds import KEPT_OUT
from qa_rules.observe import Failure, Observed, Verdict
from tests.models.evaluation.made_up import ROWS, word_judge, write_corpus, write_sets

MEASURE = ["epitome", "annomi", "esconv", "apeach", "beep", "ucc", "smilestyle"]


def evaluate(*arguments):
    done = CliRunner().invoke(app, ["evaluate", *map(str, arguments)])
    assert "Traceback" not in done.output
    return done


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr("models.evaluation.sets.fold_of", lambda key: KEPT_OUT)
    """Every made-up set, and a corpus of our own, judged by a few words."""
    monkeypatch.setattr(evaluating, "judge_of", lambda advance: word_judge)
    monkeypatch.setattr(evaluating, "CORPUS", write_corpus(tmp_path / "corpus"))
    return write_sets(tmp_path / "sets")


def names(done):
    return list(dict.fromkeys(row["set"] for row in json.loads(done.stdout)["results"]))


def test_measure_sets_are_not_run_unless_asked_for(folder):
    done = evaluate(folder, "--json")
    assert done.exit_code == 0, done.stderr
    assert not set(names(done)) & set(MEASURE)
    assert {"curse", "star", "own-held", "own-train"} <= set(names(done))
    assert json.loads(done.stdout)["not_run"] == MEASURE
    assert "Not run: epitome, annomi" in evaluate(folder).stdout


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        (["--only", "measure"], MEASURE),
        (["--only", "own"], ["own-held", "own-train"]),
        (["--set", "ucc"], ["ucc"]),
        (["--set", "curse", "--set", "own-held"], ["curse", "own-held"]),
        (["--set", "curse", "--set", "ucc", "--only", "train"], ["curse"]),
    ],
)
def test_what_is_asked_for_is_run(folder, options, wanted):
    done = evaluate(folder, "--json", *options)
    assert (done.exit_code, names(done)) == (0, wanted)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--set", "nothing"], "there is no set 'nothing': use some of annomi"),
        (["--set", "ucc", "--only", "train"], "no set of"),
        (["--fairness", "--set", "curse"], "leave out --set and --only"),
        (["--roles", "--only", "own"], "--roles looks at the batches kept back: leave out --set and --only"),
        (["--roles", "--markdown", "/"], "in a folder that is there"),
        (["--markdown", "/no/such/folder/card.md"], "in a folder that is there"),
        (["--fairness", "--markdown", "/"], "in a folder that is there"),
    ],
)
def test_a_mistake_is_a_sentence_and_exit_code_2(folder, options, said):
    done = evaluate(folder, *options)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


def test_a_missing_folder_a_folder_without_sets_and_a_missing_file(tmp_path):
    assert "does not exist" in evaluate(tmp_path / "gone").stderr
    (tmp_path / "empty").mkdir()
    done = evaluate(tmp_path / "empty")
    assert (done.exit_code, "holds no labelled set" in done.stderr) == (2, True)
    write_sets(tmp_path / "one", "rudeness_ko_curse")
    done = evaluate(tmp_path / "one", "--set", "beep")
    assert (done.exit_code, "'beep' is not in" in done.stderr) == (2, True)


@pytest.mark.parametrize("content", [b"no gzip", b""])
def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path, content):
    (tmp_path / "rudeness_ko_curse.jsonl.gz").write_bytes(content)
    done = evaluate(tmp_path, "--set", "curse", "--json")
    assert done.exit_code == (2 if content else 0)
    assert ("cannot be read" if content else "holds no item with a label") in done.stderr


def test_a_line_without_a_key_is_a_sentence(tmp_path):
    path = tmp_path / "given.jsonl"
    path.write_text('{"id": "en-h-1", "role": "agent"}\n', encoding="utf-8")
    done = evaluate(path)
    assert (done.exit_code, done.stderr.count("line 1")) == (2, 1)


def test_star_needs_its_labels(tmp_path):
    done = evaluate(write_sets(tmp_path, "star_conversations"), "--set", "star")
    assert (done.exit_code, "star_labels.jsonl.gz is missing" in done.stderr) == (2, True)


def test_a_public_line_with_a_wrong_value_names_the_file(tmp_path, monkeypatch):
    monkeypatch.setitem(ROWS, "rudeness_ko_curse", [{"id": "r1", "text": "안녕", "rude": None}])
    done = evaluate(write_sets(tmp_path, "rudeness_ko_curse"), "--set", "curse")
    assert (done.exit_code, "rudeness_ko_curse.jsonl.gz: a line does not hold" in done.stderr) == (2, True)


def test_one_file_in_the_format_of_the_corpus(folder):
    done = evaluate(folder.parent / "corpus" / "en" / "held_a.jsonl", "--json")
    assert names(done) == ["held_a"]


def test_the_table_and_the_markdown_show_no_text(folder, tmp_path):
    done = evaluate(folder, "--only", "measure", "--markdown", tmp_path / "card.md")
    card = (tmp_path / "card.md").read_text(encoding="utf-8")
    assert card.startswith("| set | axis |")
    assert "peer support, not customer service" in card
    for row in ROWS["empathy_en_epitome"]:
        assert row["text"] not in done.stdout + card


def test_the_markdown_has_the_reliability_of_the_batches_kept_back(folder, tmp_path):
    evaluate(folder, "--only", "own", "--markdown", tmp_path / "card.md")
    card = (tmp_path / "card.md").read_text(encoding="utf-8")
    assert "| set | axis | language | n | probability | said | seen |" in card
    assert "| own-held | empathy | en | 1 | 0.900 to 0.900 | 0.900 | 1.000 |" in card


def test_fairness_counts_flips_over_the_batches_kept_back(folder, tmp_path):
    done = evaluate(folder, "--fairness", "--json", "--markdown", tmp_path / "fair.md")
    found = json.loads(done.stdout)["fairness"]
    assert {row["language"] for row in found} == {"en"}
    assert {"names", "honorifics", "identity told"} <= {row["kind"] for row in found}
    assert found[0]["changes"]["rudeness"] == {"flips": 0, "probability": 0.0}
    assert "| kind | language |" in (tmp_path / "fair.md").read_text(encoding="utf-8")
    assert "The same for everyone" in evaluate(folder, "--fairness").stdout


def test_fairness_without_a_batch_kept_back(tmp_path, monkeypatch):
    monkeypatch.setattr(evaluating, "CORPUS", tmp_path / "nothing")
    done = evaluate(write_sets(tmp_path / "sets", "rudeness_ko_curse"), "--fairness")
    assert (done.exit_code, "kept back" in done.stderr) == (2, True)


@pytest.mark.parametrize("size", [1, 2, 2_000])
def test_the_answers_are_those_of_judge(tmp_path, monkeypatch, size):
    said = [
        [("customer", "My parcel never came, this is awful!"), ("agent", "I'm so sorry for the trouble.")],
        [
            ("agent", "As I already told you, that's not my problem."),
            ("customer", "You idiot."),
            ("agent", "?!"),
        ],
        [("agent", "Est-ce que vous avez le numéro de commande s'il vous plaît ?")],
        [("agent", "Могу ли я помочь вам сегодня?")],
    ]
    conversations = [conversation(f"c{n}", "en", turns, "chat") for n, turns in enumerate(said)]
    path = tmp_path / "chats.jsonl"
    path.write_text(
        "".join(
            json.dumps(
                {
                    "conversation_id": c.conversation_id, "channel": "chat", "language": "en",
                    "turns": [{"role": t.role, "text": t.text} for t in c.turns],
                }
            ) + "\n"
            for c in conversations
        ),
        encoding="utf-8",
    )  # fmt: skip
    judged = CliRunner().invoke(app, ["judge", str(path)])
    monkeypatch.setattr(evaluating, "CHUNK", size)
    answers = judge_of()(conversations)
    for line, found in zip(map(json.loads, judged.stdout.splitlines()), answers, strict=True):
        given = {
            (turn["turn"], axis): (turn[axis].get("level"), turn[axis]["probability"])
            for turn in line["turns"]
            for axis in ("empathy", "rudeness", "politeness", "hostility", "opportunity")
            if axis in turn
        }
        assert {key: (a.level, a.probability) for key, a in found.items()} == given
        shown = {(s["turn"], s["name"], s["start"], s["end"]) for s in line["signals"]}
        assert {(*key, *span) for key, a in found.items() for span in a.spans} <= shown
    assert any(a.level for found in answers for a in found.values())
    assert answers[3] == {}


def test_the_thresholds_of_the_configuration_decide_the_level(tmp_path, monkeypatch):
    whole = conversation("c", "en", [("agent", "As I already told you, that's not my problem.")])
    assert judge_of()([whole])[0][0, "rudeness"].level == 1
    (tmp_path / "convoqa.yaml").write_text("thresholds: {rudeness: 0.999}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert judge_of()([whole])[0][0, "rudeness"].level == 0


def test_a_turn_on_which_a_detector_broke_is_not_scored():
    verdicts = tuple(Verdict(turn, "rudeness", 1, 0.9, "rudeness", "1") for turn in (0, 1))
    observed = Observed(verdicts, (), (Failure(0, "empathy", "1", "it broke"),))
    assert set(evaluating._answers(observed)) == {(1, "rudeness")}


def test_sets_are_chosen_in_the_order_of_the_table(folder):
    assert [labelled.name for labelled, _ in choose(folder, [], "measure").sets] == MEASURE
    with pytest.raises(SetError, match="does not exist"):
        choose(folder / "gone", [], None)


def test_who_speaks_is_measured_as_it_is_judged(folder, monkeypatch, tmp_path):
    said = [
        ("customer", "hi, my parcel still has not come and i am worried"),
        ("agent", "I'm sorry to hear that. Could I have your tracking number, please?"),
        ("customer", "yes its 6890 1234"),
        ("agent", "Thank you for waiting. Is there anything else I can help you with?"),
    ]
    one, short = conversation("c", "en", said), conversation("d", "en", [("customer", "Hello")])
    monkeypatch.setattr(evaluating, "role_sets", lambda path: [("own-held", "en", [one, one, short])])
    done = evaluate(folder, "--roles", "--json")
    assert done.exit_code == 0, done.stderr
    (found,) = json.loads(done.stdout)["roles"]
    counted = {
        name: (share["count"], share["of"]) for name, share in found.items() if isinstance(share, dict)
    }
    assert counted == {"right": (3, 3), "refused": (1, 3), "called_swapped": (0, 3), "noticed": (2, 2)}
    table = evaluate(folder, "--roles", "--markdown", tmp_path / "roles.md").stdout
    assert "own-held" in table
    assert "own-held" in (tmp_path / "roles.md").read_text()
    assert evaluate(tmp_path / "nowhere", "--roles").exit_code == 2
