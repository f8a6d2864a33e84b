"""The interface's own description, and a page to read and try it, with every asset from here."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.middleware.headers import Nonce
from api.rules import PublicScope
from web.assets import static_url

router = APIRouter(tags=["说明"])

_PAGE = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>接口说明 · 网格</title>
<link rel="icon" type="image/svg+xml" href="{icon}">
<link rel="stylesheet" href="{style}">
</head>
<body>
<div id="swagger"></div>
<script src="{script}"></script>
<script nonce="{nonce}">
const token = () => (document.cookie.match(/(?:^|; )wangge_csrf=([^;]+)/) || [])[1];
SwaggerUIBundle({{
  url: "/api/v1/openapi.json",
  dom_id: "#swagger",
  docExpansion: "none",
  validatorUrl: null,
  requestInterceptor: (request) => {{
    if (token()) request.headers["X-CSRF-Token"] = token();
    return request;
  }},
}});
</script>
</body>
</html>
"""


@router.get("/api/v1/openapi.json", include_in_schema=False)
def openapi(request: Request, scope: PublicScope) -> dict[str, Any]:
    """Describe every route, its parameters and answers."""
    description: dict[str, Any] = request.app.openapi()
    return description


@router.get("/docs", include_in_schema=False)
def read_docs(scope: PublicScope, nonce: Nonce) -> HTMLResponse:
    """Show the description as a page."""
    page = _PAGE.format(
        nonce=nonce,
        icon=static_url("images/favicon.svg"),
        style=static_url("vendor/swagger-ui/swagger-ui.css"),
        script=static_url("vendor/swagger-ui/swagger-ui-bundle.js"),
    )
    return HTMLResponse(page)
