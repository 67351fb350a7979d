"""The site is Chinese until a person chooses otherwise; a program that calls the API says what it wants."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin

API = "/api/"


class ChosenLanguageMiddleware(MiddlewareMixin):
    """Takes the language of the pages from the cookie that the language menu sets, not from Accept-Language.

    Django's own LocaleMiddleware follows the browser, and office machines often run an English one: the
    clerk would get an English site that nobody asked for. Below /api/ the header counts: a program sends it
    on purpose, and has no menu.
    """

    def process_request(self, request: HttpRequest) -> None:
        asked = translation.get_language_from_request if request.path.startswith(API) else _chosen
        translation.activate(asked(request))
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response.headers.setdefault("Content-Language", translation.get_language())
        if request.path.startswith(API):
            patch_vary_headers(response, ["Accept-Language"])
        return response


def _chosen(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
