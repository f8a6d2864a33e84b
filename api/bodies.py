"""How many bytes a request may carry, by the start of its path."""

ORDINARY_LIMIT_BYTES = 2 * 1024 * 1024
"""2 MiB holds a stroke over 10,000 cells with room to spare."""

UPLOAD_LIMIT_BYTES = 512 * 1024 * 1024
"""A city's layers in one file."""

UPLOAD_PATHS = ("/api/v1/imports", "/api/v1/cases/")
"""Where files come in; one line per noun that takes them."""


PORTRAIT_LIMIT_BYTES = 9 * 1024 * 1024
"""One photo of a person, with the form around it."""

PLAIN_FORM_PATH = "/go/plain"
PLAIN_FORM_LIMIT_BYTES = 230 * 1024 * 1024
"""Nine photos of 25 MB in one form; signing in there takes no more than anywhere."""


def limit_of(path: str) -> int:
    """Most bytes that a request to ``path`` may carry."""
    if path.startswith("/api/v1/posts/") and path.endswith("/display/portrait"):
        return PORTRAIT_LIMIT_BYTES
    if path == PLAIN_FORM_PATH:
        return PLAIN_FORM_LIMIT_BYTES
    return UPLOAD_LIMIT_BYTES if path.startswith(UPLOAD_PATHS) else ORDINARY_LIMIT_BYTES
