"""The door for a sheet as params/ describes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from impactlib.catalogue.wording import table_title
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
    return release(
        measures,
        spec.policy,
        earlier=comparable(earlier, municipality=spec.params.municipality, basis=spec.params.basis),
        titles={name: table_title(name, spec.theme.domains, texts) for name in measures},
        show_dimensions=spec.theme.top_dimensions,
        theme_domains=tuple(sorted({domain for slug in themes() for domain in theme_of(slug).domains})),
        about=About(spec.params.slug, spec.period, spec.params.basis),
    )
