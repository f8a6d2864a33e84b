"""Who looks at the page: the name in the header, and what the navigation offers."""

from dataclasses import dataclass

from gis.model.access import ANONYMOUS, ROLE_CHINESE, Right, Scope


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person before the screen.

    Attributes
    ----------
    scope
        Role and units; ``gis.model.access.ANONYMOUS`` for a visitor.
    name
        Shown in the header; empty for a visitor.
    csrf_token
        Sent back by the page's forms and scripts with every write; empty where none is needed.
    """

    scope: Scope = ANONYMOUS
    name: str = ""
    csrf_token: str = ""

    @property
    def is_signed_in(self) -> bool:
        """Whether somebody has signed in."""
        return self.scope.user_id is not None

    @property
    def role_chinese(self) -> str:
        """The role's name as shown."""
        return ROLE_CHINESE[self.scope.role]

    def may(self, right: Right) -> bool:
        """Whether the viewer's role carries the right."""
        return self.scope.may(right)
