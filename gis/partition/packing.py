"""Into how few parts whole buildings can be shared out: bin packing, exact where it is quick."""

import numpy as np

# Placings tried for one number of parts; beyond them the number counts as possible.
_MOST_PLACINGS = 5_000


def fewest_parts(households: np.ndarray, most: int) -> int:
    """A number of parts that whole buildings cannot go below, each part holding at most ``most`` households.

    At least ceil(sum / most), and more where no packing exists: an estate of two buildings of 300 is in two
    grids of 500 though 600 / 500 would let 1.2 do; three of 300 are in three, not two. Contiguity is not asked,
    so that a plan may need more. A building above the maximum makes every plan miss the band: then the quotient.
    """
    lived = np.sort(households[households > 0])[::-1].astype(np.int64)
    least = int(-(-lived.sum() // most))
    if not len(lived) or lived[0] > most:
        return least
    while not _fits(lived.tolist(), least, most):
        least += 1
    return least


def _fits(sizes: list[int], bins: int, most: int) -> bool:
    """Whether the sizes (descending) go into so many bins; also True where the placings run out."""
    room = [most] * bins
    slack = bins * most - sum(sizes)
    left = _MOST_PLACINGS

    def place(item: int) -> bool:
        nonlocal left
        if item == len(sizes):
            return True
        tried = set()
        for bin_ in range(bins):
            if room[bin_] < sizes[item] or room[bin_] in tried:
                continue
            left -= 1
            if left <= 0:
                return True
            tried.add(room[bin_])
            room[bin_] -= sizes[item]
            if place(item + 1):
                return True
            room[bin_] += sizes[item]
        return False

    return slack >= 0 and place(0)
