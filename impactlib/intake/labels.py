"""How systems write what we call by a slug: ``params/labels.yaml``, folded for looking up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from impactlib.intake.known import known_names
from impactlib.intake.naming import folded
from impactlib.model import DIMENSIONS, DOMAINS, DOMAINS_2013, TABLES
from impactlib.params import scales
from impactlib.params.checked import File, validated
from impactlib.params.files import per_workspace, read_layered
from impactlib.params.places import slug_of
from impactlib.text import Texts

Spelled = Mapping[str, tuple[str, ...]]

LANGUAGE = "nl"


class Labels(File):
    """What ``params/labels.yaml`` holds: spellings by slug, names of columns by table and column, signs of people."""

    empty: tuple[str, ...]
    totals: tuple[str, ...]
    moments: Spelled
    domains: Spelled
    dimensions: Spelled
    values: Mapping[str, Spelled]
    columns: Mapping[str, Spelled]
    people: Spelled
    people_parts: Spelled


@per_workspace
def labels() -> Labels:
    """The labels of params/labels.yaml; ParameterError where the file cannot be used."""
    return validated(Labels, read_layered("labels.yaml"), "params/labels.yaml")


@per_workspace
def empty_words() -> frozenset[str]:
    """Words, folded, that say that a cell says nothing."""
    return frozenset(map(folded, labels().empty)) | {""}


@per_workspace
def levels() -> Mapping[str, str]:
    """Levels of the Zelfredzaamheid-Matrix by their folded label."""
    return {folded(label): str(level) for level, label in scales().zrm_levels.items()}


@per_workspace
def moments() -> Mapping[str, str]:
    """Moments by the folded words for them."""
    return _turned(labels().moments)


@per_workspace
def values_of(column: str) -> Mapping[str, str]:
    """The slug of a canonical column by everything that is written for it, folded.

    Slugs themselves, the reader's words for them, what params/ counts by, and the spellings of labels.yaml.
    """
    known = labels()
    if column in ("zrm_domain", "domain"):
        spelled, slugs = known.domains, dict.fromkeys((*DOMAINS, *DOMAINS_2013))
    elif column in ("ph_dimension", "dimension", "ph_dimensions"):
        spelled, slugs = known.dimensions, dict.fromkeys(DIMENSIONS)
    else:
        spelled = known.values.get(column, {})
        slugs = dict.fromkeys((*spelled, *_allowed(column), *_counted(column)))
    texts = Texts.load(LANGUAGE)
    return (
        {folded(texts.word(slug)): slug for slug in slugs} | _turned(spelled) | {folded(slug): slug for slug in slugs}
    )


@per_workspace
def places() -> Mapping[str, str]:
    """Municipalities by their folded name."""
    return {folded(name): name for name in known_names().municipalities}


def place_of(name: str) -> str:
    """A municipality as a slug, however it is spelled.

    Examples
    --------
    >>> place_of("Gemeente Midden Groningen"), place_of("Súdwest Fryslân"), place_of("IJsselstein")
    ('midden-groningen', 'sudwest-fryslan', 'ijsselstein')
    """
    bare = name.strip()
    for before in ("gemeente ", "gem. "):
        if bare.casefold().startswith(before):
            bare = bare[len(before) :]
    return places().get(folded(bare)) or slug_of(bare)


def _turned(spelled: Spelled) -> dict[str, str]:
    return {folded(word): slug for slug, words in spelled.items() for word in (slug, *words)}


def _allowed(column: str) -> Iterable[str]:
    return (
        value for schema in TABLES.values() for one in schema.columns if one.name == column for value in one.allowed
    )


def _counted(column: str) -> Iterable[str]:
    names = known_names()
    by = {"topic": names.topics, "result_area": names.result_areas, "outcome": names.outcomes, "area": names.areas}
    return by.get(column, ())
