"""The frozen file of written addresses, and the laws of the search."""

from pathlib import Path

import pandas as pd
import pytest

from gis.locate.addresses.book import AddressBook, Entry

HERE = Path(__file__).resolve().parent.parent
POIS = Path(__file__).resolve().parents[5] / "shared/data/shanghai_changning_poi/pois.csv"
VARIANTS = pd.read_csv(HERE / "address_variants.csv", dtype=str, keep_default_na=False)
LEAST_RIGHT_SHARE = 0.97


def _estate_entries():
    places = pd.read_csv(HERE / "address_places.csv", dtype=str, keep_default_na=False)
    for row in places.drop_duplicates("estate_code").itertuples():
        texts = tuple(text for text in (row.estate_name, row.road_address) if text)
        yield Entry(
            row.estate_code, "estate", row.estate_name, texts, (row.community_name,), row.community_name
        )
    for row in places.itertuples():
        title = row.estate_name + row.building_name
        texts = (title, row.road_address + row.building_name) if row.road_address else (title,)
        yield Entry(
            row.code, "building", title, texts, (row.community_name,), row.community_name, int(row.stairwells)
        )


BOOK = AddressBook.build(_estate_entries())


def _right_share(variants, is_right):
    wrong = [row.written for row in variants.itertuples() if not is_right(row)]
    return 1 - len(wrong) / len(variants), wrong


def test_written_variants_of_estates_are_found_first():
    def is_right(row):
        matches = BOOK.search(row.written)
        said = str(matches[0].stairwell or "") if matches else ""
        return bool(matches) and (matches[0].entry.key, said) == (row.expected, row.stairwell)

    right_share, wrong = _right_share(VARIANTS[VARIANTS["gazetteer"] == "made"], is_right)
    assert right_share >= LEAST_RIGHT_SHARE, wrong


@pytest.mark.real_data
@pytest.mark.skipif(not POIS.exists(), reason="../shared/data/shanghai_changning_poi is missing")
def test_written_variants_of_real_places_are_found_first():
    pois = pd.read_csv(POIS)
    entries = [
        Entry(str(row.Index), "facility", row.name.strip(), (row.name, row.address))
        for row in pois.itertuples()
    ]
    book = AddressBook.build(entries)

    def is_right(row):
        matches = book.search(row.written, limit=1)
        return bool(matches) and matches[0].entry.title == row.expected

    right_share, wrong = _right_share(VARIANTS[VARIANTS["gazetteer"] == "changning"], is_right)
    assert right_share >= LEAST_RIGHT_SHARE, wrong


def test_the_frozen_file_holds_forty_of_each_deviation_half_of_them_real():
    assert len(VARIANTS) == VARIANTS["written"].nunique() == 500
    assert VARIANTS["deviation"].value_counts().min() >= 40
    assert (VARIANTS["gazetteer"] == "changning").sum() == 250


def test_an_estate_written_without_a_building_is_the_estate():
    (first, *_) = BOOK.search("融汇江山")
    assert (first.entry.kind, first.entry.title) == ("estate", "融汇江山")


def test_a_building_that_is_not_there_leads_to_its_estate():
    (first, *_) = BOOK.search("融汇江山99栋")
    assert first.entry.title == "融汇江山"
    assert first.score_share < 0.9


def test_a_stairwell_the_building_lacks_is_not_claimed():
    (first, *_) = BOOK.search("东方名邸3幢2单元501")
    assert (first.entry.title, first.stairwell, first.room) == ("东方名邸3幢", None, "501")


def test_ones_own_area_comes_first_among_equals_and_not_before_a_much_better_fit():
    assert BOOK.search("阳光")[0].entry.area == "清溪社区"
    own = BOOK.search("江1栋", within=["望江社区"])
    assert own[0].is_own_area
    assert BOOK.search("融汇江山3栋", within=["望江社区"])[0].entry.title == "融汇江山3栋"


def test_while_typing_pinyin_the_place_is_already_there():
    for typed in ("ronghuij", "rhjs", "ronghui江", "RHJS3#"):
        assert BOOK.search(typed)[0].entry.title.startswith("融汇江山"), typed


@pytest.mark.parametrize(
    "text", ["", " ", "|||", "???", "8" * 500, "小" * 5000, "\x00", "a" * 300, "'; DROP TABLE"]
)
def test_any_text_is_answered(text):
    assert isinstance(BOOK.search(text), list)


def test_an_empty_book_knows_nothing():
    assert AddressBook.build([]).search("融汇江山") == []


def test_what_is_in_no_book_is_not_found():
    assert BOOK.search("龙门客栈") == []
