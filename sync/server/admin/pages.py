"""Routes of the administrator's pages under /admin/. Every change needs the session's token and is noted."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import jinja2
import segno
from anyio import to_thread
from markupsafe import Markup
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from commune_desk.domain.errors import AlreadyThere, DeskError, InvalidInput, NotFound, ServerBusy
from sync.server.admin.keeping import SESSION_MS, Keeping, opened_text, sealed_text
from sync.server.admin.publishing import Publisher, read_draft
from sync.server.admin.words import Speech
from sync.server.enrol import Enroller
from sync.server.figures import Figures
from sync.server.registry import CODE_LIFE_MS, DESK, HUB

COOKIE: Final = "__Host-desk"
LARGEST_UPLOAD: Final = 8 << 20
_HERE: Final = Path(__file__).parent
_SEE: Final = 303
_CODE_LETTERS: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-")
_MOST_CODE: Final = 20
_MOST_NAME: Final = 100
_GUARDS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

_SENTENCES: Final = {
    "publish-invalid": "Tệp không dùng được. Chưa có gì thay đổi.",
    "name-invalid": "Mã xã hoặc tên không hợp lệ.",
    "commune-there": "Xã này đã có.",
    "form-stale": "Biểu mẫu đã cũ. Hãy tải lại trang rồi làm lại.",
    "server-busy": "Máy chủ đang bận. Hãy thử lại.",
}


@dataclass(frozen=True, slots=True)
class AdminParts:
    """`url`: the address desks are told."""

    figures: Figures
    enroller: Enroller
    publisher: Publisher
    keeping: Keeping
    url: str


Answer = Callable[[Request, str], Awaitable[Response]]


class AdminPages:
    """The pages of one server."""

    def __init__(self, parts: AdminParts) -> None:
        self._parts = parts
        loader = jinja2.FileSystemLoader(_HERE / "templates")
        self._templates = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)

    def routes(self) -> list[BaseRoute]:
        """For `sync.server.app.make_app`."""
        pages: dict[str, Answer] = {
            "/": self._overview,
            "/desks": self._desks,
            "/revoke": self._ask_revoke,
            "/publish": self._publish,
            "/refused": self._refused,
            "/audit": self._audit,
        }
        forms: dict[str, Answer] = {
            "/communes": self._add_commune,
            "/codes": self._make_code,
            "/revoke": self._revoke,
            "/publish": self._preview,
            "/publish-now": self._publish_now,
            "/sign-out": self._sign_out,
        }
        inner: list[BaseRoute] = [
            Route("/sign-in", self._sign_in_page, methods=["GET"]),
            Route("/sign-in", self._sign_in, methods=["POST"]),
            Mount("/static", StaticFiles(directory=_HERE / "static")),
        ]
        inner += [Route(path, self._guarded(answer), methods=["GET"]) for path, answer in pages.items()]
        inner += [Route(path, self._guarded(answer), methods=["POST"]) for path, answer in forms.items()]
        return [Mount("/admin", routes=inner)]

    # -------------------------------------------------------------- frame
    def _guarded(self, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        async def guarded(request: Request) -> Response:
            cookie = request.cookies.get(COOKIE, "")
            if not await to_thread.run_sync(self._parts.keeping.is_session, cookie):
                return _to(request, "/admin/sign-in")
            try:
                if request.method == "POST" and not self._is_ours(cookie, await _form(request)):
                    raise InvalidInput("form-stale")
                return await answer(request, cookie)
            except DeskError as error:
                return await self._refuse(request, cookie, error)
            finally:
                await request.close()

        return guarded

    def _is_ours(self, cookie: str, form: FormData) -> bool:
        return self._parts.keeping.is_form(cookie, _text(form, "token"))

    async def _refuse(self, request: Request, cookie: str, error: DeskError) -> Response:
        sentence = "Không tìm thấy." if isinstance(error, NotFound) else _SENTENCES.get(error.code, "Không làm được")
        detail = str(error.parameters.get("reason", ""))
        back = {"/communes": self._overview, "/codes": self._desks, "/revoke": self._desks}
        request.state.error, request.state.error_detail = sentence, detail
        page = back.get(request.url.path.removeprefix("/admin"), self._publish)
        if isinstance(error, ServerBusy):
            return self._page(request, cookie, "base.html", {}, 503)
        made = await page(request, cookie)
        made.status_code = 409 if isinstance(error, AlreadyThere) else 422
        return made

    def _page(
        self, request: Request, cookie: str, name: str, values: Mapping[str, Any], status: int = 200
    ) -> HTMLResponse:
        speech = Speech(request.query_params.get("lang", "vi"))
        frame = {
            "speech": speech,
            "_": speech.say,
            "link": partial(_link, speech.language),
            "here": request.url.path if request.method == "GET" else "/admin/",
            "token": self._parts.keeping.form_token(cookie) if cookie else "",
            "is_practice": self._parts.enroller.is_practice,
            "error": getattr(request.state, "error", ""),
            "error_detail": getattr(request.state, "error_detail", ""),
        }
        return HTMLResponse(self._templates.get_template(name).render(frame | dict(values)), status, _GUARDS)

    async def _note(self, request: Request, action: str, what: str) -> None:
        await to_thread.run_sync(self._parts.keeping.note, _address(request), action, what)

    # -------------------------------------------------------------- session
    async def _sign_in_page(self, request: Request) -> Response:
        has_password = await to_thread.run_sync(lambda: self._parts.keeping.has_password)
        return self._page(request, "", "sign_in.html", {"has_password": has_password})

    async def _sign_in(self, request: Request) -> Response:
        password = _text(await _form(request), "password")
        keeping = self._parts.keeping
        cookie = await to_thread.run_sync(keeping.sign_in, password)
        await self._note(request, "sign-in" if cookie else "sign-in-failed", "")
        if cookie is None:
            is_locked = await to_thread.run_sync(keeping.locked_until)
            locked = "Sai quá nhiều lần. Hãy thử lại sau 15 phút."
            request.state.error = locked if is_locked else "Mật khẩu không đúng."
            return await self._sign_in_page(request)
        made = _to(request, "/admin/")
        made.set_cookie(COOKIE, cookie, SESSION_MS // 1000, secure=True, httponly=True, samesite="strict")
        return made

    async def _sign_out(self, request: Request, cookie: str) -> Response:  # noqa: ARG002  every form has it
        made = _to(request, "/admin/sign-in")
        made.delete_cookie(COOKIE, secure=True, httponly=True, samesite="strict")
        return made

    # -------------------------------------------------------------- communes and desks
    async def _overview(self, request: Request, cookie: str) -> Response:
        communes = await to_thread.run_sync(self._parts.figures.overview, self._parts.enroller.clock())
        return self._page(request, cookie, "overview.html", {"communes": communes})

    async def _desks(self, request: Request, cookie: str) -> Response:
        names = await self._names()
        asked = request.query_params.get("commune", "")
        chosen = asked if asked in names else ""
        desks = await to_thread.run_sync(self._parts.figures.desks, chosen or None)
        return self._page(request, cookie, "desks.html", {"desks": desks, "names": names, "chosen": chosen})

    async def _names(self) -> dict[str, str]:
        communes = await to_thread.run_sync(self._parts.enroller.registry.communes)
        return {one.code: one.name for one in communes}

    async def _add_commune(self, request: Request, cookie: str) -> Response:  # noqa: ARG002  every form has it
        form = await _form(request)
        code, name = _text(form, "code").strip().upper(), _text(form, "name").strip()
        if not 0 < len(code) <= _MOST_CODE or set(code) - _CODE_LETTERS or not 0 < len(name) <= _MOST_NAME:
            raise InvalidInput("name-invalid", field="code")
        enroller = self._parts.enroller
        await to_thread.run_sync(enroller.registry.add_commune, code, name, enroller.clock())
        await self._note(request, "commune", f"{code} {name}")
        return _to(request, "/admin/")

    async def _make_code(self, request: Request, cookie: str) -> Response:
        form = await _form(request)
        commune, name, role = (_text(form, field) for field in ("commune", "name", "role"))
        enroller = self._parts.enroller
        ticket = await to_thread.run_sync(enroller.invite, commune, name, HUB if role == HUB else DESK)
        await self._note(request, "code", f"{commune} {name}")
        values = {
            "name": name,
            "code": ticket.text,
            "qr": Markup(_qr(f"{self._parts.url}/#{ticket.text}")),  # noqa: S704  segno's own SVG
            "url": self._parts.url,
            "commune": commune,
            "commune_name": (await self._names()).get(commune, ""),
            "until_ms": enroller.clock() + CODE_LIFE_MS,
        }
        return self._page(request, cookie, "code.html", values)

    async def _ask_revoke(self, request: Request, cookie: str) -> Response:
        number = _device(request.query_params.get("device", ""))
        desks = await to_thread.run_sync(self._parts.figures.desks)
        found = next((one for one in desks if one.number == number), None)
        if found is None:
            raise NotFound("device-unknown")
        return self._page(request, cookie, "revoke.html", {"desk": found})

    async def _revoke(self, request: Request, cookie: str) -> Response:  # noqa: ARG002  every form has it
        number = _device(_text(await _form(request), "device"))
        gone = await to_thread.run_sync(self._parts.enroller.revoke, number)
        await self._note(request, "revoke", f"{number:08x} {gone.commune} {gone.name}")
        return _to(request, "/admin/desks")

    # -------------------------------------------------------------- publishing
    async def _publish(self, request: Request, cookie: str) -> Response:
        history = await to_thread.run_sync(self._parts.publisher.history)
        return self._page(request, cookie, "publish.html", {"history": history})

    async def _preview(self, request: Request, cookie: str) -> Response:
        upload = (await _form(request)).get("file")
        data = await upload.read() if isinstance(upload, UploadFile) else b""
        draft = await to_thread.run_sync(read_draft, data)
        differences = await to_thread.run_sync(self._parts.publisher.differences, draft)
        values = {"differences": differences, "action": draft.action, "draft": sealed_text(data)}
        return self._page(request, cookie, "preview.html", values)

    async def _publish_now(self, request: Request, cookie: str) -> Response:  # noqa: ARG002  every form has it
        try:
            data = opened_text(_text(await _form(request), "draft"))
        except ValueError as error:
            raise InvalidInput("publish-invalid", reason="draft") from error
        draft = await to_thread.run_sync(read_draft, data)
        said = await to_thread.run_sync(self._parts.publisher.publish, draft, self._parts.enroller.clock())
        await self._note(request, "publish", f"{draft.action} {len(draft.records)} / {said}")
        return _to(request, "/admin/publish")

    # -------------------------------------------------------------- lists
    async def _refused(self, request: Request, cookie: str) -> Response:
        refused = await to_thread.run_sync(self._parts.figures.refusals)
        return self._page(request, cookie, "refused.html", {"refused": refused})

    async def _audit(self, request: Request, cookie: str) -> Response:
        lines = await to_thread.run_sync(self._parts.keeping.noted)
        return self._page(request, cookie, "audit.html", {"lines": lines})


async def _form(request: Request) -> FormData:
    """The form, bounded before it is read."""
    if int(request.headers.get("content-length") or LARGEST_UPLOAD + 1) > LARGEST_UPLOAD:
        raise InvalidInput("publish-invalid", reason="too-long")
    return await request.form(max_files=1, max_fields=8, max_part_size=LARGEST_UPLOAD)


def _text(form: FormData, name: str) -> str:
    found = form.get(name)
    return found if isinstance(found, str) else ""


def _device(text: str) -> int:
    try:
        return int(text, 16)
    except ValueError as error:
        raise NotFound("device-unknown") from error


def _link(language: str, path: str, **query: str) -> str:
    words = {**query, **({"lang": language} if language != "vi" else {})}
    return f"{path}?{urlencode(words)}" if words else path


def _to(request: Request, path: str) -> RedirectResponse:
    language = Speech(request.query_params.get("lang", "vi")).language
    return RedirectResponse(_link(language, path), _SEE, _GUARDS)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _qr(text: str) -> str:
    out = BytesIO()
    segno.make_qr(text, error="m").save(out, kind="svg", scale=6, border=2, xmldecl=False, svgns=True, omitsize=True)
    return out.getvalue().decode()
