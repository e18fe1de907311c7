"""A form's fields: read within its limits, and taken only with the token of the session that it was shown to."""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.requests import Request

from plainview.server.guard import Refused
from plainview.server.limits import Limits

TOKEN = "token"  # noqa: S105 - the name of the field
_KIND = "application/x-www-form-urlencoded"


class Form:
    """The fields of a form, each a list of texts in one line or several."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        self.fields = fields

    def one(self, name: str, most: int = 2000) -> str:
        """The text of a field, "" if it was not sent; cut at `most` letters."""
        return self.fields.get(name, [""])[0].strip()[:most]

    def all(self, name: str) -> list[str]:
        """Every value of a field with several."""
        return [text.strip()[:200] for text in self.fields.get(name, [])]


async def form_of(request: Request) -> Form:
    """The fields of a request without files. Raises Refused: too long, no form, or not with this session's token."""
    limits: Limits = request.app.state.limits
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != _KIND:
        raise Refused(415, "This is no form of these pages.")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > limits.form:
            raise Refused(413, "The form is too long.")
    try:
        fields = parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=limits.fields)
    except ValueError:
        raise Refused(400, "The form cannot be read.") from None
    check_token(request, fields.get(TOKEN, [""])[0])
    return Form(fields)


def check_token(request: Request, token: str) -> None:
    """Refused unless the token is the session's own."""
    session = request.scope["plainview.session"]
    if not session.still():
        raise Refused(401, "You are not signed in any more. Sign in and do it again. Nothing was done.")
    if not session.form_is_ours(token):
        raise Refused(403, "This form is from another session. Reload the page and send it again.")
