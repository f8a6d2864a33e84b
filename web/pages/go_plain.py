"""The plain page: file a case with photos by an ordinary form, for browsers that run no script or keep nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby

from gis.casework.categories import CategoryTree
from gis.model.access import Right
from web.pages.frame import environment
from web.viewer import Viewer

SOURCES = (("grid_worker", "网格巡查"), ("resident", "居民反映"))


@dataclass(frozen=True, slots=True)
class PlainForm:
    """What the form holds when it is shown.

    Attributes
    ----------
    csrf, key
        Hidden: the session's token, and the submission's idempotency key.
    place
        Name of the scanned building; empty where the address is to be written.
    values
        What was filled in before, by field.
    problem, done
        What went wrong, or what was filed.
    """

    csrf: str = ""
    key: str = ""
    place: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    done: str = ""

    def value(self, name: str) -> str:
        """What a field held before; empty where nothing."""
        return self.values.get(name, "")


def plain_page(form: PlainForm, *, tree: CategoryTree, nonce: str, viewer: Viewer) -> str:
    """Return the document of ``/go/plain``: the sign-in form for visitors, else the form for a case."""
    categories = sorted(tree.categories.values(), key=lambda one: one.code)
    groups = [
        (major, [(one.code, one.chinese) for one in found])
        for major, found in groupby(categories, key=lambda one: one.major_chinese)
    ]
    return (
        environment()
        .get_template("go_plain.html")
        .render(
            nonce=nonce,
            viewer=viewer,
            may_file=viewer.may(Right.FILE_CASES),
            form=form,
            groups=groups,
            sources=SOURCES,
        )
    )
