"""Counts requests and their seconds by route, for /metrics."""

from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class RequestFigures:
    """The service's own figures, one registry per app so that two apps in a process do not mix.

    Attributes
    ----------
    registry
        What /metrics writes out.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self.requests = Counter("wangge_requests", "Requests answered", labels, registry=self.registry)
        self.seconds = Histogram(
            "wangge_request_seconds",
            "Seconds until an answer begins",
            ("method", "route"),
            registry=self.registry,
        )

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answer; ``seconds`` run until its first byte."""
        self.requests.labels(method, route, str(status)).inc()
        self.seconds.labels(method, route).observe(seconds)


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def _route_template(scope: Scope) -> str:
    """Path with its parameters named; never the path itself, which anybody can make up without end."""
    for key in ("effective_route_context", "route"):
        template = getattr(scope.get("fastapi", {}).get(key) or scope.get(key), "path", None)
        if isinstance(template, str):
            return template
    return "other"


class CountRequests:
    """Note every answer in the app's figures."""

    def __init__(self, app: ASGIApp, figures: RequestFigures) -> None:
        self.app = app
        self.figures = figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Measure until the answer begins."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = perf_counter()

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                method = scope["method"] if scope["method"] in _METHODS else "other"
                self.figures.note(method, _route_template(scope), message["status"], perf_counter() - begun)
            await send(message)

        await self.app(scope, receive, noted)
