"""The certificate's page shows the code of the phone page's address."""

import segno

from web.pages.trust import Trust, qr_picture, trust_page


def test_the_code_is_that_of_the_address():
    wanted = segno.make("https://192.168.3.7:8000/go", error="m", micro=False).svg_inline(
        scale=6, border=4, omitsize=True
    )
    page = trust_page(Trust("https://192.168.3.7:8000/go", "/wangge.crt", "AB"), nonce="n")
    assert qr_picture("https://192.168.3.7:8000/go") == wanted
    assert wanted in page


def test_what_the_page_is_told_is_escaped():
    page = trust_page(Trust("https://h/<b>", "/wangge.crt", "<i>"), nonce="n")
    assert "<b>" not in page.replace("<b>1</b>", "").replace("<b>2</b>", "").replace("<b>3</b>", "")
    assert "<i>" not in page
