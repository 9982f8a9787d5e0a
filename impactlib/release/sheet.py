"""The door for a sheet as params/ describes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from impactlib.catalogue import question_of
from impactlib.catalogue.wording import title_of
from impactlib.model import DisclosureError, Measure, Released, ReleasedSheet
from impactlib.params import Spec, policies, theme_of, themes
from impactlib.release.door import release
from impactlib.release.earlier import comparable
from impactlib.release.sets import About
from impactlib.text import Texts


def release_sheet(
    measures: Mapping[str, Measure], spec: Spec, earlier: Sequence[ReleasedSheet] = ()
) -> dict[str, Released]:
    """What may be published of the measures of one sheet, with the titles of its language.

    The domains of all themes are the same for every sheet, so that all of them decide the same
    about the tables they share.

    Raises
    ------
    DisclosureError
        The measures contradict themselves or lack a margin; nothing is released. ``policy-own``: the policy is not
        the one of params/privacy.yaml whose name the page will bear.
    """
    if spec.policy != policies()[spec.params.privacy]:
        raise DisclosureError("policy-own", policy=spec.params.privacy)
    texts = Texts.load(spec.params.language)
    domains = ", ".join(texts.word(domain) for domain in spec.theme.domains)
    keys = {name: f"tables.{name}.title" for name in measures}
    return release(
        measures,
        spec.policy,
        earlier=comparable(earlier, municipality=spec.params.municipality, basis=spec.params.basis),
        titles=_asked(measures, texts)
        | {name: texts.plain(key, domein=domains) for name, key in keys.items() if texts.has(key)},
        show_dimensions=spec.theme.top_dimensions,
        theme_domains=tuple(sorted({domain for slug in themes() for domain in theme_of(slug).domains})),
        about=About(spec.params.slug, spec.period, spec.params.basis),
    )


def _asked(measures: Mapping[str, Measure], texts: Texts) -> dict[str, str]:
    """Titles of questions of one's own: what was asked, in words."""
    questions = {name: question_of(name) for name in measures}
    return {name: title_of(question, texts) for name, question in questions.items() if question}
