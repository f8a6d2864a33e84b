from gis.reports.document import Picture
from gis.reports.html_parts import image, pairs


def test_a_picture_carries_its_own_bytes_and_its_words_are_escaped():
    told = image(Picture("图", "题", b"png", 10, 20, alt='"><script>'), style="max-height: 5mm")
    assert 'src="data:image/png;base64,cG5n"' in told and 'width="10" height="20"' in told
    assert "<script>" not in told and 'style="max-height: 5mm"' in told


def test_labels_and_values_are_escaped():
    assert pairs([("甲", "<b>")]) == "<tr><th>甲</th><td>&lt;b&gt;</td></tr>"
