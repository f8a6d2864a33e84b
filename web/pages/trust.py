"""The page that says how a phone comes to trust this installation: one certificate, once."""

from dataclasses import dataclass

import segno
from markupsafe import Markup

from web.pages.frame import environment


@dataclass(frozen=True, slots=True)
class Trust:
    """What the page tells.

    Attributes
    ----------
    go_url
        Address of the phone page over TLS.
    certificate_path
        Where the certificate is downloaded.
    fingerprint
        SHA-256 of the authority's certificate in pairs, to compare on the phone.
    """

    go_url: str
    certificate_path: str
    fingerprint: str


def qr_picture(text: str) -> Markup:
    """Draw a QR code as an inline picture with a quiet border; readable with 15 % of it spoilt."""
    code = segno.make(text, error="m", micro=False)
    return Markup(code.svg_inline(scale=6, border=4, omitsize=True))  # noqa: S704 - segno writes paths only


def trust_page(trust: Trust, *, nonce: str) -> str:
    """Return the document; it holds style but no script, since any phone must be able to read it."""
    template = environment().get_template("trust.html")
    return template.render(nonce=nonce, trust=trust, picture=qr_picture(trust.go_url))
