from concurrent.futures import ThreadPoolExecutor

from api.shelf import KEEP_S, TextShelf


class Clock:
    now_s = 0.0

    def __call__(self):
        return self.now_s


def test_a_text_is_made_once_for_a_crowd():
    made, shelf = [], TextShelf(Clock())

    def make():
        made.append(1)
        return f"text {len(made)}"

    with ThreadPoolExecutor(8) as pool:
        texts = set(pool.map(lambda _: shelf.take("grids", "a", make), range(50)))
    assert texts == {"text 1"} and made == [1]


def test_another_state_and_the_end_of_its_time_make_a_new_text():
    clock, made = Clock(), []
    shelf = TextShelf(clock)

    def take(state):
        return shelf.take("grids", state, lambda: made.append(1) or str(len(made)))

    assert [take("a"), take("b"), take("b")] == ["1", "2", "2"]
    clock.now_s = KEEP_S - 0.01
    assert take("b") == "2"
    clock.now_s = KEEP_S
    assert take("b") == "3"


def test_keys_do_not_mix():
    shelf = TextShelf(Clock())
    assert [shelf.take(key, "a", lambda key=key: key) for key in "xyx"] == ["x", "y", "x"]
