"""params/ is read as carefully as a registration: what is mistyped is told, in Dutch, before anything is made."""

from __future__ import annotations

import datetime as dt
import random
import re
import shutil
from importlib import import_module
from pathlib import Path

import pytest
from pydantic import ValidationError

import impactlib
from impactlib.importing.source import Source
from impactlib.intake.labels import labels
from impactlib.model import ImpactError, ParameterError
from impactlib.params import (
    CaveatRule,
    Norms,
    Policy,
    Questionnaire,
    Scales,
    SheetParams,
    Theme,
    caveat_rules,
    home,
    norms,
    policies,
    read_yaml,
    scales,
    sheet_params,
    theme_of,
    words_of,
    workspace,
)
from impactlib.params.checked import TOLD, File, validated
from impactlib.params.claims import claims
from impactlib.params.files import DEFAULTS, read_text
from impactlib.params.reports import (
    Products,
    TargetRules,
    Voorveld,
    answers_of,
    municipalities,
    products,
    target_rules,
    voorveld,
)
from impactlib.sheet.style import house_style
from impactlib.text import Texts

TEXTS = Texts.load("nl")
ODD = (
    *(None, True, "", "x", "Één woord", "1/0", "nan", "1e400", "9" * 5000, b"\xff", -1, 0, 1.5, 10**30),
    *(
        float("nan"),
        float("inf"),
        [],
        [1, 2, 3],
        ["x"],
        {},
        {"x": 1},
        {1: "x"},
        {"x": {"y": 1}},
        set(),
        dt.date(2020, 1, 1),
    ),
)


def every_model():
    """What each file in params/ holds, whatever was imported before."""
    library = Path(impactlib.__file__).parent
    for path in sorted(library.rglob("*.py")):
        if "(File):" in path.read_text("utf-8"):
            import_module(".".join(path.relative_to(library.parent).with_suffix("").parts))
    return [SheetParams, *File.__subclasses__()]


MODELS = every_model()
ENGLISH = re.compile(
    r"\b(should|valid|value|input|must|missing|expected|or|field|allowed|string|integer|number|unable)\b", re.IGNORECASE
)


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A workspace that writes out what the library says too, to spoil."""
    shutil.copytree(DEFAULTS, tmp_path / "params", ignore=shutil.ignore_patterns("cbs"))
    for name in ("areas", "products", "voorveld", "workspace"):
        shutil.copy(home() / f"params/{name}.yaml", tmp_path / "params")
    monkeypatch.setenv("IMPACT_HOME", str(tmp_path))
    return tmp_path


def told(refused):
    with pytest.raises(ImpactError) as caught:
        refused()
    return caught.value, TEXTS.error(caught.value)


def mistakes():
    """Every kind of mistake that some odd value somewhere in a model of params/ is."""
    for model in MODELS:
        assert model is not Theme or "dimension" in model.model_fields
        for values in ({}, *({name: odd} for name in (*model.model_fields, "unknown") for odd in ODD), *ODD):
            try:
                model.model_validate(values)
            except ValidationError as error:
                for one in error.errors():
                    yield model, values, one["type"]


def test_every_kind_of_mistake_that_a_file_can_hold_has_a_dutch_sentence_of_its_own():
    found = {kind for _, _, kind in mistakes()}
    assert {"missing", "extra_forbidden", "literal_error", "string_type", "greater_than_equal", "name"} <= found
    assert found <= TOLD
    assert {f"parameter-value-{kind}" for kind in TOLD} == {
        key for key in TEXTS.raw("errors") if key.startswith("parameter-value-")
    }


def test_no_mistake_in_a_file_is_told_in_english_or_with_a_gap():
    for model, values, _ in mistakes():
        _, said = told(lambda model=model, values=values: validated(model, values, "params/x.yaml"))
        assert not ENGLISH.search(re.sub(r"(sleutel|van|Bij|bij) [\w.]+|Toegestaan: .*", "", said)), said
        assert "{" not in said
        assert "params/x.yaml" in said


@pytest.mark.parametrize(
    "model", [Norms, Policy, Scales, Products, TargetRules, Voorveld, Questionnaire, CaveatRule, Source]
)
def test_the_models_that_are_walked_are_those_that_read_files(model):
    assert model in MODELS


@pytest.mark.parametrize(
    ("line", "wrong", "nearest"),
    [
        ("domains: [financien]", "domains: [financiën]", "financien"),
        ("domains: [financien]", "domains: [Financien]", "financien"),
        ("domains: [financien]", "domains: [financien, schulden]", "Toegestaan: financien"),
        ("dimension: kwaliteit_van_leven", "dimension: kwaliteit", "kwaliteit_van_leven"),
        (
            "top_dimensions: [dagelijks_functioneren",
            "top_dimensions: [dagelijks-functioneren",
            "dagelijks_functioneren",
        ),
        ("domains:", "domein:", "domains"),
    ],
)
def test_a_name_that_a_theme_mistypes_is_refused_with_the_nearest(own, line, wrong, nearest):
    path = own / "params/themes/armoede.yaml"
    text = path.read_text("utf-8")
    assert line in text
    path.write_text(text.replace(line, wrong), encoding="utf-8")
    error, said = told(lambda: theme_of("armoede"))
    assert isinstance(error, ParameterError)
    assert nearest in said
    assert "params/themes/armoede.yaml" in said


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("title: x\ntitle: y\n", "params-twice"),
        ("year_caveats:\n  2020: corona\n  2020: iets\n", "params-twice"),
        ("title: x\n\tdomains: []\n", "params-tab"),
        ("title: [x\n", "params-broken"),
        ("title: 2020-13-45\n", "params-broken"),
        ("title: 0x_\n", "params-broken"),
        ("title: a\x00b\n", "params-encoding"),
        ("title: a\x01b\n", "params-broken"),
        ("[" * 3000, "params-broken"),
        ("- title\n", "params-flat"),
        ("title:\n", "parameter-value-string_type"),
        ("title: 5\ndimension: meedoen\n", "parameter-value-string_type"),
    ],
)
def test_a_theme_that_is_broken_is_one_sentence_with_its_file(own, content, code):
    (own / "params/themes/armoede.yaml").write_text(content, encoding="utf-8")
    error, said = told(lambda: theme_of("armoede"))
    assert error.code == code
    assert "params/themes/armoede.yaml" in said


READERS = {
    "areas": municipalities,
    "caveats": caveat_rules,
    "claims": claims,
    "labels": labels,
    "norms": norms,
    "privacy": policies,
    "products": products,
    "scales": scales,
    "style": house_style,
    "targets": target_rules,
    "voorveld": voorveld,
    "workspace": workspace,
}
SLIPS = ("1e999999999", "-1", ".nan", "[x]", "{x: {y: z}}", '"\\0"', "31", "no", "2020-01-01", "&a [*a]", "*x", "1/0")


def test_every_file_at_the_top_of_params_is_read_by_a_reader_that_is_held_to_slips():
    folders = (DEFAULTS, home() / "params")
    assert {path.stem for folder in folders for path in folder.glob("*.yaml")} == set(READERS)


@pytest.mark.parametrize("name", READERS)
def test_a_slip_on_any_line_of_a_file_is_read_or_one_sentence_and_never_a_traceback_or_a_wait(own, name):
    path, read = own / f"params/{name}.yaml", getattr(READERS[name], "__wrapped__", READERS[name])
    text = path.read_text("utf-8")
    written = list(re.finditer(r"(?m)(?<=\w: )\S.*$", text))
    said = []
    for slip, value in zip(SLIPS * 3, random.Random(1).choices(written, k=3 * len(SLIPS)), strict=True):
        path.write_text(text[: value.start()] + slip + text[value.end() :], encoding="utf-8")
        try:
            read()
        except ImpactError as error:
            said.append(TEXTS.error(error))
    assert len(said) > 3
    assert not [sentence for sentence in said if f"params/{name}.yaml" not in sentence]


def test_a_report_is_due_on_a_day_that_every_year_has(own):
    path = own / "params/areas.yaml"
    path.write_text(re.sub(r"month: 3, day: 15", "month: 2, day: 29", path.read_text("utf-8")), encoding="utf-8")
    _, said = told(municipalities.__wrapped__)
    assert "day" in said
    assert "28" in said


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_file_is_read_in_every_encoding_that_editors_save(own, encoding):
    words = "## situatie\nEén alinea – met “aanhaling” en € en ë.\n"
    place = own / "params/2020/leek"
    place.mkdir(parents=True)
    (place / "armoede.md").write_bytes(words.replace("\n", "\r\n").encode(encoding))
    params = sheet_params({"year": 2020, "municipality": "leek", "theme": "armoede"})
    assert words_of(params) == words
    (place / "x.yaml").write_bytes("naam: Één\n".encode(encoding))
    assert read_yaml(place / "x.yaml") == {"naam": "Één"}
    (place / "doelen.md").write_bytes("## doel-k1\r\nstatus: deels\r\n".encode(encoding))
    assert answers_of(2020, "leek") == {"k1": "deels"}


@pytest.mark.parametrize(
    "content",
    ["één".encode("mac-roman"), "één".encode("cp850"), "coördinatie".encode("cp850"), b"\xff\xfe\x00", b"\x93\x8d"],
)
def test_a_file_of_which_the_encoding_is_uncertain_is_refused_and_not_guessed(tmp_path, content):
    (tmp_path / "x.md").write_bytes(content)
    error, said = told(lambda: read_text(tmp_path / "x.md"))
    assert error.code == "params-encoding"
    assert "x.md" in said
    assert "UTF-8" in said


def test_no_and_yes_and_on_are_words_and_not_true_or_false(tmp_path):
    (tmp_path / "x.yaml").write_text("no: yes\non: off\ny: n\nwaar: true\nonwaar: false\n", encoding="utf-8")
    assert read_yaml(tmp_path / "x.yaml") == {"no": "yes", "on": "off", "y": "n", "waar": True, "onwaar": False}


def test_every_file_that_ships_is_read(own):
    for path in (own / "params").rglob("*.yaml"):
        assert read_yaml(path) is not None, path


def test_a_text_that_somebody_lost_is_named_and_not_a_keyerror():
    lost = Texts("nl", {"errors": TEXTS.raw("errors"), "a": "{b}", "c": "{"})
    for refused in (lambda: lost.plain("x.y"), lambda: lost.say("a"), lambda: lost.plain("c")):
        error, said = told(refused)
        assert "params/text/nl.yaml" in said
        assert error.fields["key"] in said


def test_without_the_words_for_an_error_it_is_still_a_sentence():
    assert "params/text/nl.yaml" in Texts("nl", {}).error(ParameterError("params-missing", file="x"))
