"""Seven chapters that stay whole whatever is missing, hidden or written in them."""

from __future__ import annotations

import dataclasses
import re

import pytest

from impactlib.model import Background, Goal, Row, SheetError
from impactlib.sheet.book import book
from impactlib.text import Texts
from tests.sheet import fixture

NUMBER = re.compile(r"\d")


def text_of(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def chapter(name, **parts):
    return str(book(fixture.sheet(**parts))[name].html)


def without(*names):
    return {name: table for name, table in fixture.tables().items() if name not in names}


def changed(name, rows):
    return fixture.tables() | {name: fixture.tables()[name].model_copy(update={"rows": tuple(rows)})}


def test_the_sheet_says_its_figures_in_whole_sentences():
    said = text_of(chapter("trajectories"))
    assert "Van de 178 afgesloten trajecten hebben er 144 een begin- en eindscore." in said
    assert (
        "Bij 81 van deze 144 trajecten is de eindscore hoger, bij 50 gelijk, bij 13 lager. Bij 34 weten we het niet."
        in said
    )
    assert "Van alle 178 afgesloten trajecten is de eindscore bij minstens 46% en hoogstens 65% hoger." in said
    assert (
        "Bij 87 van de 140 trajecten met doel- en eindscore is het doel gehaald. Bij 19 van die 87 was het doel: gelijk blijven."
        in said
    )
    assert "Bij 27 van de 273 trajecten was de inwoner bij de start jonger dan 25" in said
    assert (
        "Bij 73 trajecten koos de inwoner \N{LEFT SINGLE QUOTATION MARK}dagelijks functioneren\N{RIGHT SINGLE QUOTATION MARK}, bij 120 is geen dimensie ingevuld"
        in said
    )


def test_hidden_dimensions_are_told_together_and_never_apart():
    said = text_of(chapter("trajectories"))
    assert "samen 13" in said
    assert not re.search(r"Zingeving (3|10)\b|Meedoen (3|10)\b", said)


@pytest.mark.parametrize("name", sorted(fixture.tables()))
def test_a_table_that_is_missing_leaves_no_empty_figure(name):
    blocks = book(fixture.sheet(released=without(name), words=""))
    for block in blocks.values():
        assert not re.search(r"<figcaption><h\d></h\d>|<svg[^>]*height=\"0\"", block.html)
        assert "None" not in text_of(block.html)


def test_a_sheet_without_any_table_says_so_in_every_chapter():
    blocks = book(fixture.sheet(released={}, background=Background(), words=""))
    said = {name: text_of(block.html) for name, block in blocks.items()}
    assert "geen doelen vastgelegd" in said["situation"]
    assert "geen openbare cijfers bekend" in said["situation"]
    assert "geen partners vastgelegd" in said["cooperation"]
    assert "geen gegevens" in said["trajectories"]
    assert "geen collectieve activiteiten" in said["collective"]
    assert "geen projecten" in said["expertise"]
    assert "<svg" not in "".join(str(block.html) for name, block in blocks.items() if name != "top")


@pytest.mark.parametrize("name", sorted(fixture.tables()))
def test_a_table_of_which_every_row_is_hidden_shows_no_number_of_it(name):
    rows = [Row(group=row.group, state="suppressed", name=row.name) for row in fixture.tables()[name].rows]
    blocks = book(fixture.sheet(released=changed(name, rows), words=""))
    whole = "".join(str(block.html) for block in blocks.values())
    assert f'data-cell="{name}/' not in whole


@pytest.mark.parametrize("name", sorted(set(fixture.tables()) - {"collective-activities"}))
def test_a_table_of_which_every_row_is_unknown_is_no_zero(name):
    rows = [Row(group=row.group, state="unknown") for row in fixture.tables()[name].rows]
    blocks = book(fixture.sheet(released=changed(name, rows), words=""))
    assert f'data-cell="{name}/' not in "".join(str(block.html) for block in blocks.values())


def test_a_theme_without_a_domain_has_no_numbers_about_trajectories():
    released = {
        name: table for name, table in fixture.tables().items() if not name.startswith(("zrm", "caseload", "ph-"))
    }
    said = chapter("trajectories", theme="laaggeletterdheid", released=released, words="")
    assert "Dit thema is geen leefgebied in de registratie." in said
    assert not re.search(r'data-(cell|from|absent)="[^"]*(zrm-|caseload-|ph-dimension)', said)
    assert "Bijlage" not in said


def test_a_theme_with_one_case_is_counted_without_percentages():
    one = fixture.table("caseload-theme-share", [fixture.share("financien", 1, 718), fixture.share("theme", 1, 718)])
    few = fixture.table("caseload-age", [fixture.share("18-24", 1, 1), fixture.share("25-44", 0, 1)])
    blocks = book(fixture.sheet(released={one.id: one, few.id: few}, words=""))
    said = text_of(blocks["trajectories"].html)
    assert "Bij 1 van de 1 trajecten was de inwoner bij de start jonger dan 25" in said
    assert "100%" not in said


def test_few_pairs_are_told_in_counts_without_shares():
    released = fixture.tables() | {"zrm-end-vs-start": fixture.versus("zrm-end-vs-start", (3, 2, 1), 2, 4)}
    said = text_of(chapter("trajectories", released=released))
    assert "Bij 3 van de 6 trajecten is de eindscore hoger" in said
    assert "50% hoger" not in said


def test_an_activity_without_reach_is_unknown_and_not_zero():
    said = text_of(chapter("collective"))
    assert "Bereik onbekend" in said
    assert "24 tot 40" in said
    assert "Minimaal 800 unieke personen per jaar" in said
    assert "Inloop zonder telling Geen omschrijving vastgelegd. Bereik onbekend" in said


def test_a_story_needs_consent_and_another_name():
    assert "Een inwoner vroeg naar een brief." in chapter("collective")
    with pytest.raises(SheetError, match="words-story"):
        chapter("collective", words=fixture.WORDS.replace("toestemming: ja", "toestemming: nee"))


def test_a_learning_goal_is_answered_and_no_goal_is_called_reached():
    said = text_of(chapter("summary"))
    assert "Leerdoel: deels beantwoord, termijn voorbij (1 januari 2020)" in said
    assert "Prestatiedoel: termijn voorbij (1 januari 2022), nog geen cijfer" in said
    assert not re.search(r"behaald|positief effect|dankzij|leidt tot", said)


def test_a_shared_goal_cannot_be_called_answered():
    with pytest.raises(SheetError, match="words-status"):
        chapter("summary", words="## doel-K2b\nstatus: beantwoord\nweten: Iets.\n")


def test_a_goal_without_words_says_so():
    assert "De onderzoeker heeft dit doel nog niet beantwoord." in text_of(chapter("summary", words=""))


def test_a_municipality_beside_the_country_is_given_in_numbers_and_the_reader_judges():
    rows = [
        Row(group=f"laag_inkomen_huishoudens@{area}@2019", value=value, unit="%", area=area, year=2019, source="CBS")
        for area, value in (("westerkwartier", 7.0), ("nederland", 7.7))
    ]
    said = text_of(chapter("situation", released=changed("context", rows), words=""))
    assert (
        "In 2019 had 7% van de huishoudens in het Westerkwartier een laag inkomen. In Nederland was dat 7,7% ." in said
    )
    assert not re.search(r"groter|kleiner|ongeveer gelijk", said)


def test_names_and_texts_are_shown_as_text():
    evil = '<img src=x onerror="alert(1)">'
    background = Background(
        goals=(Goal("K1a", "armoede", None, None, evil, evil, evil, evil, None, None, None),),
        partners=(fixture.Partner(evil, evil),),
        projects=(fixture.Project("P", evil, evil, evil, (evil,), evil),),
        activities=(fixture.Activity("A01", evil, evil, None, "gestopt"),),
        efforts=(fixture.Effort((), "armoede", evil, "gestopt", evil),),
    )
    rows = [Row(group="A01", name=evil, nature=evil, dimensions=(evil,), evidence=None)]
    whole = fixture.page(
        fixture.sheet(
            background=background,
            released=changed("collective-activities", rows),
            words="## situatie\n" + evil.replace("1", ""),
        )
    ).html
    assert "<img" not in whole
    assert whole.count("&lt;img src=x onerror=") > 8


def test_each_number_in_the_text_of_a_chapter_is_tied_to_a_cell_or_says_from_what_it_follows():
    """Digits outside ``data`` are years, dates, ages, levels, numbers of notes, or numbers in fixed texts."""
    for name in ("cooperation", "collective"):
        html = str(book(fixture.sheet(words=""))[name].html)
        body = re.sub(r"<figure.*?</figure>|<sup>.*?</sup>|<h2.*?</h2>|<data .*?</data>", "", html, flags=re.DOTALL)
        left = [number for number in re.findall(r"\d+", text_of(body)) if number not in ("2020", "31", "30", "50")]
        assert left == [], name


def test_every_released_table_rides_with_exactly_one_block():
    blocks = book(
        fixture.sheet(
            released=fixture.tables() | {"iets-nieuws": fixture.table("iets-nieuws", [Row(group="a", count=7)])}
        )
    )
    carried = [table.id for block in blocks.values() for table in block.tables]
    assert sorted(carried) == sorted([*fixture.tables(), "iets-nieuws"])
    assert "Andere tabel" in blocks["colophon"].html


def test_a_draft_with_invented_people_says_so_and_an_intern_one_may_not_leave():
    strip = fixture.page().html
    assert "Concept · synthetische gegevens" in text_of(strip)
    intern = fixture.page(fixture.sheet(privacy="intern", meta=fixture.meta(synthetic=False))).html
    assert "intern, niet verspreiden" in intern
    assert "synthetische" not in intern


def test_every_caveat_has_its_word_and_every_word_its_caveat():
    texts = Texts.load("nl")
    assert set(texts.raw("caveats")) == set(texts.raw("page.caveat_words"))
    for code in texts.raw("caveats"):
        if texts.fields(f"caveats.{code}") - set(fixture.sheet().names):
            assert texts.has(f"page.caveats_plain.{code}"), code


def test_every_sentence_can_be_said_without_a_figure():
    sheet = fixture.sheet(released={})
    for key, patterns in sheet.texts.raw("sentences").items():
        if isinstance(patterns, list):
            last = re.findall(r"\{(\w+)\}", patterns[-1])
            assert set(last) <= {*sheet.names, "wat", "dimensie", "v"}, key


def test_no_text_of_the_page_claims_a_cause():
    raw = str([Texts.load("nl").raw(key) for key in ("page", "sentences", "caveats", "tables")])
    assert not re.search(r"(?i)positief effect|dankzij|zorgt ervoor|leidt tot|heeft geholpen|!", raw)


def test_what_is_shown_is_not_called_unknown_where_another_part_is_merged():
    """Equal and lower are one row where one of them is small; that 81 of 144 are higher stands on the page."""
    rows = [fixture.share(name, count, 144, 178) for name, count in (("higher", 81), ("not_higher", 63))]
    rows += [Row(group="missing", count=34), Row(group="not_due", count=95)]
    released = fixture.tables() | {"zrm-end-vs-start": fixture.table("zrm-end-vs-start", rows)}
    told = text_of(fixture.page(fixture.sheet(released=released)).html)
    assert "Bij hoeveel trajecten de eindscore hoger is, is onbekend" not in told
    assert re.search(r"Bij 81\s+van deze 144\s+trajecten is de eindscore hoger\. Bij 34", told)


def test_how_many_began_at_a_level_is_called_hidden_where_the_door_hid_it_and_no_stroke():
    rows = [fixture.share("start-2", 22, 42), Row(group="start-1", count=7, method="wilson")]
    released = fixture.tables() | {"zrm-start-level": fixture.table("zrm-start-level", rows)}
    told = text_of(fixture.page(fixture.sheet(released=released)).html)
    assert re.search(r"1: acute problematiek\s+7\s+niet getoond\s+niet getoond", told)


def test_what_one_organisation_does_stands_on_no_page_of_another():
    """The theme that ships names the work of the demonstration's organisation."""
    own = dataclasses.replace(fixture.meta(), system="een eigen systeem")
    assert "Individuele budgetbegeleiding" in fixture.page().html
    assert "Individuele budgetbegeleiding" not in fixture.page(fixture.sheet(meta=own, words="")).html
