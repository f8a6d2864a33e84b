"""The page at plain http where a phone gets the local authority's certificate: nothing else is served without TLS."""

from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from api.middleware.headers import SecurityHeaders
from api.middleware.limits import BodyLimit
from web.pages.trust import Trust, trust_page

CERTIFICATE_PATH = "/wangge.crt"


@dataclass(frozen=True, slots=True)
class Welcome:
    """Answers of this little app.

    Attributes
    ----------
    trust
        What the page says.
    certificate
        The authority's certificate, DER.
    """

    trust: Trust
    certificate: bytes

    async def page(self, request: Request) -> Response:
        """Say how to install the certificate."""
        return HTMLResponse(trust_page(self.trust, nonce=request.state.nonce))

    async def download(self, request: Request) -> Response:
        """Give the certificate in the form that phones offer to install."""
        headers = {"Content-Disposition": 'attachment; filename="wangge.crt"'}
        return Response(self.certificate, media_type="application/x-x509-ca-cert", headers=headers)

    async def elsewhere(self, request: Request) -> Response:
        """Lead whoever mistyped to the page."""
        return RedirectResponse("/", status_code=302)


def create_welcome(trust: Trust, certificate: bytes) -> Starlette:
    """Build the app that is served at plain http beside the service.

    Parameters
    ----------
    trust
        Addresses and fingerprint that the page shows.
    certificate
        The authority's, DER; public by nature.
    """
    welcome = Welcome(trust, certificate)
    app = Starlette(
        routes=[
            Route("/", welcome.page),
            Route(CERTIFICATE_PATH, welcome.download),
            Route("/{rest:path}", welcome.elsewhere),
        ]
    )
    app.add_middleware(BodyLimit)
    app.add_middleware(SecurityHeaders)
    return app
