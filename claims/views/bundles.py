"""All that may be handed on, as one zip; whoever has signed in gets the figures of every licence."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _

from claims.bundles.writing import is_busy, written
from claims.views.door import ASKED_WHO, is_signed_in, streamed

_LATER = "60"  # seconds


@streamed
def bundle(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The zip, sent as it is read; one at a time, for each holds a connection for as long as its reader is slow."""
    complete = is_signed_in(request)
    if is_busy():
        said = _("Somebody is being sent a bundle: ask again in a minute.")
        plain = "text/plain; charset=utf-8"
        return HttpResponse(f"{said}\n", status=503, content_type=plain, headers={"Retry-After": _LATER})
    name = "claimbase-complete.zip" if complete else "claimbase.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store",
               "Access-Control-Allow-Origin": "*", "Vary": ", ".join(ASKED_WHO)}  # fmt: skip
    if request.method == "HEAD":  # a server would read all of it and send nothing
        return HttpResponse(content_type="application/zip", headers=headers)
    return StreamingHttpResponse(written(complete=complete), content_type="application/zip", headers=headers)
