"""Puts the pages and the read interface together into one application."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from monitor.web import api, desk_pages, health, link_pages, prefs_page, subscribe_page
from monitor.web.context import Web, gone, page
from monitor.web.guards import Guards

_STATIC = Path(__file__).parent / "static"


def create_app(web: Web) -> FastAPI:
    """The application of one installation; its OpenAPI description stands at /openapi.json."""
    app = FastAPI(
        title="知微监测 只读接口",
        description="知识产权风险预警的只读接口。密钥：Authorization: Bearer …",
        version="1.0",
        docs_url=None,  # its page needs scripts of another host
        redoc_url=None,
    )
    app.state.web = web
    app.add_middleware(Guards)
    for router in (
        subscribe_page.router,
        link_pages.router,
        prefs_page.router,
        desk_pages.router,
        health.router,
        api.router,
    ):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    app.add_exception_handler(HTTPException, _answered)  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, _malformed)  # type: ignore[arg-type]
    return app


def _answered(request: Request, error: HTTPException) -> Response:
    web: Web = request.app.state.web
    if request.url.path.startswith(("/api/", "/metrics", "/openapi")):
        return JSONResponse({"detail": error.detail}, error.status_code, headers=error.headers)
    if error.status_code == 404:
        return gone(web)
    lines = ("请从邮件里的链接重新打开。",)
    return page(web, "message", error.status_code, title="不能这样打开", lines=lines, links=())


def _malformed(request: Request, error: RequestValidationError) -> Response:
    """What was wrong, without repeating what was sent."""
    if request.url.path.startswith("/api/"):
        wrong = [".".join(map(str, one["loc"])) for one in error.errors()]
        return JSONResponse({"detail": f"参数有误 / wrong parameter: {', '.join(wrong)[:300]}"}, 422)
    web: Web = request.app.state.web
    lines = ("有一栏太长或格式不对，请返回修改。",)
    return page(web, "message", 422, title="没有保存", lines=lines, links=())
