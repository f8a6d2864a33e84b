"""Words and numbers of an address against an entry."""

from gis.locate.addresses.book import AddressBook, Entry
from gis.locate.addresses.fitting import Fitting
from gis.locate.addresses.written import read_address

BOOK = AddressBook.build(
    [
        Entry("e", "estate", "华山花苑", ("华山花苑",), ("茶花社区",)),
        Entry("b3", "building", "华山花苑3栋", ("华山花苑3栋",), ("茶花社区",), stairwells=2),
        Entry("o", "estate", "融汇江山", ("融汇江山", "泰安路125弄")),
    ]
)
FACES = {face.entry.key: face for face in BOOK.faces}


def _fitting(text):
    return Fitting(read_address(text), BOOK.weighed, BOOK.telling)


def test_the_whole_name_and_number_fit_wholly_and_another_number_does_not():
    assert _fitting("华山花苑3栋").score(FACES["b3"]) == 1.0
    assert _fitting("华山花苑4栋").score(FACES["b3"]) < 0.6
    assert _fitting("华山花苑").score(FACES["b3"]) < _fitting("华山花苑").score(FACES["e"]) == 1.0


def test_a_remark_after_the_number_costs_less_than_strange_words_before_it():
    remark, strange = "华山花苑3栋垃圾没人清运", "垃圾没人清运，华山花苑3栋"
    assert _fitting(remark).score(FACES["b3"]) > _fitting(strange).score(FACES["b3"])
    assert _fitting(remark).score(FACES["b3"]) < 1.0


def test_the_title_is_said_or_only_the_road():
    assert _fitting("融汇江山").title_share(FACES["o"]) == 1.0
    assert _fitting("泰安路125弄").title_share(FACES["o"]) == 0.0


def test_a_name_is_overheard_in_a_sentence_or_not():
    share, said = _fitting("市民反映华山花苑3栋楼道堆物").overheard(FACES["b3"])
    assert 0.5 < share < 1.0 < said
    assert _fitting("市民反映小区门口路灯坏了").overheard(FACES["b3"]) is None
