"""Error family -> HTTP status, in one table, and the problem+json (RFC 9457) a caller sees."""

import logging
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.complaints import chinese_complaints
from gis.errors import (
    CannotSatisfy,
    Conflict,
    InputError,
    NotAllowed,
    NotFound,
    StoreError,
    WanggeError,
)

log = logging.getLogger("wangge.api")


class SignInRequired(NotAllowed):
    """The route needs a right that visitors lack, and nobody is signed in."""

    family = "sign_in_required"


class InvalidToken(SignInRequired):
    """A program showed a token that is nobody's, or no longer."""

    family = "token_invalid"


class TooManyTries(NotAllowed):
    """Somebody tries passwords; ``facts["retry_after_s"]`` says when to come back."""

    family = "too_many_tries"


class BodyTooLarge(InputError):
    """The request carries more bytes than the route takes."""

    family = "body_too_large"


STATUS: Mapping[type[WanggeError], int] = {
    SignInRequired: 401,
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    BodyTooLarge: 413,
    InputError: 422,
    CannotSatisfy: 422,
    TooManyTries: 429,
    WanggeError: 500,
    StoreError: 503,
}

_OTHER_CHINESE: Mapping[int, tuple[str, str]] = {
    400: ("bad_request", "请求格式有误，无法解析"),
    404: ("no_such_page", "没有这个地址，请检查网址"),
    405: ("method_not_allowed", "该地址不支持这种操作"),
    413: ("body_too_large", "提交的内容超过大小限制"),
    415: ("unsupported_media_type", "内容类型不受支持，请使用 JSON"),
}
_FALLBACK = ("internal_error", "服务器内部错误，已记录。请把编号告诉管理员")


def status_of(error: WanggeError) -> int:
    """Look up the status of an error's nearest family in ``STATUS``."""
    return next(STATUS[family] for family in type(error).__mro__ if family in STATUS)


def problem(
    request: Request,
    status: int,
    code: str,
    chinese: str,
    *,
    facts: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Answer with problem+json: ``type``, ``status``, ``code``, ``detail`` (Chinese), ``request_id``, ``facts``."""
    body = {
        "type": f"urn:wangge:problem:{code}",
        "title": code,
        "status": status,
        "code": code,
        "detail": chinese,
        "request_id": getattr(request.state, "request_id", ""),
        "facts": dict(facts or {}),
    }
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def _on_wangge_error(request: Request, error: Exception) -> JSONResponse:
    """Answer an error of the house with its family's status."""
    assert isinstance(error, WanggeError)  # noqa: S101 - registered for this type only
    status = status_of(error)
    log.log(logging.ERROR if status >= 500 else logging.INFO, "%s: %s", error.code, error.message)
    headers: dict[str, str] = {}
    if isinstance(error, SignInRequired):
        headers["WWW-Authenticate"] = "Bearer"
    if "retry_after_s" in error.facts:
        headers["Retry-After"] = str(error.facts["retry_after_s"])
    return problem(request, status, error.code, error.chinese, facts=error.facts, headers=headers)


def _on_invalid_request(request: Request, error: Exception) -> JSONResponse:
    """Answer a parameter or body that does not fit its schema, in Chinese, naming every field."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this type only
    complaints = chinese_complaints(error.errors())
    detail = "；".join(f"{item['field']}：{item['reason']}" for item in complaints[:5])
    return problem(request, 422, "request_invalid", detail, facts={"fields": complaints})


def _on_http_exception(request: Request, error: Exception) -> JSONResponse:
    """Answer what the framework itself refuses (no such page, wrong method, unreadable body)."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this type only
    code, chinese = _OTHER_CHINESE.get(error.status_code, _FALLBACK)
    return problem(request, error.status_code, code, chinese, headers=error.headers)


def mishap(request: Request, error: Exception) -> JSONResponse:
    """Answer a fault of ours: logged with its trace, told without it."""
    log.error("unexpected error in %s %s", request.method, request.url.path, exc_info=error)
    return problem(request, 500, *_FALLBACK)


def install(app: FastAPI) -> None:
    """Teach the app what to answer; ``middleware.mishaps`` catches what is left."""
    app.add_exception_handler(WanggeError, _on_wangge_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(HTTPException, _on_http_exception)
