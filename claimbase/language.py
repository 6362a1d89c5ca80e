"""Which language a request is answered in: a page's by its address, everything else's by the reader's wish."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers

PAGES = "pages"  # the name space of what has its language in its address


class LanguageMiddleware(LocaleMiddleware):
    """Django's own takes every address without a language for one of the default language, the admin's too.

    Here that holds for the pages alone, so that a link shows everybody the same; admin, sign-in and the links in mail
    go on speaking the language of the cookie or the browser.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Activate the language."""
        named = translation.get_language_from_path(request.path_info)
        is_page = bool(named) or _is_page(request.path_info)
        language = (named or settings.LANGUAGE_CODE) if is_page else translation.get_language_from_request(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        request.is_page = is_page  # type: ignore[attr-defined]

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Say the language, and that an address without one has others."""
        if not getattr(request, "is_page", False):
            patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response


def _is_page(path: str) -> bool:
    """Whether an address without a language is a page's: pages of the default language have none."""
    with translation.override(settings.LANGUAGE_CODE):
        try:
            return PAGES in resolve(path).namespaces
        except Resolver404:
            return False
