from matplotlib import font_manager

from gis.reports.fonts import drawable, face


def test_the_face_is_simplified_chinese_and_not_the_first_of_its_collection():
    for bold in (False, True):
        chosen = font_manager.get_font(font_manager.findfont(face(10, bold=bold), fallback_to_default=False))
        assert chosen.family_name == "Noto Sans CJK SC"
        assert ("Bold" in chosen.style_name) == bold


def test_characters_without_a_shape_become_the_missing_type_mark():
    assert drawable("龙🏥门\n第1网格") == "龙〓门\n第1网格"
