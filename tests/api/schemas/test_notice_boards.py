from datetime import date

import pytest
from pydantic import ValidationError

from api.schemas.notice_boards import NewConsent


def test_a_consent_names_its_paper_and_may_leave_the_name_out():
    consent = NewConsent(paper=" 同意书 1 号 ", granted_on=date(2026, 1, 1))
    assert (consent.paper, consent.name, consent.contact_kind) == ("同意书 1 号", "", "")


@pytest.mark.parametrize("wrong", [{"paper": "  "}, {"name": "长" * 21}, {"birth_date": "1970-01-01"}])
def test_a_consent_without_paper_or_with_more_than_asked_is_refused(wrong):
    with pytest.raises(ValidationError):
        NewConsent(**{"paper": "x", "granted_on": date(2026, 1, 1), **wrong})
