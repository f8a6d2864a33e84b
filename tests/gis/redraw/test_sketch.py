from tests.gis.redraw.fabric import sketch


def test_cells_of_grids_come_in_the_fabrics_order():
    assert sketch().cells_of([1]) == [1, 2, 9, 10, 17, 18]


def test_a_grid_is_called_by_its_name_and_no_grid_by_what_it_means():
    assert sketch().name_of(1) == "第1网格"
    assert sketch().name_of(None) == "未划入网格"
    assert sketch().name_of(99) == "网格 99"
