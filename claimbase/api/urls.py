"""Addresses of the API: the doors of both apps under one root, the description and two ways of reading it."""

from csp.decorators import csp_update
from django.urls import URLPattern, URLResolver, path, re_path
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerSplitView
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

import claims.api.urls
import evidence.api.urls

_ROUTES = (*claims.api.urls.routes, *evidence.api.urls.routes)
_SINGLES = (*claims.api.urls.singles, *evidence.api.urls.singles)
router = SimpleRouter()
for prefix, view, name in _ROUTES:
    router.register(prefix, view, basename=f"api-{name}")

# Both readers set styles on elements; Redoc draws in a worker of its own making.
_SWAGGER = {"style-src": "'unsafe-inline'", "img-src": "data:"}
_REDOC = {"style-src": "'unsafe-inline'", "img-src": "data:", "worker-src": "blob:"}


class Missing(APIView):
    """Whatever else lies under the root of the API: nothing."""

    @extend_schema(exclude=True)
    def dispatch(self, request: Request, *arguments: object, **named: object) -> Response:
        self.args, self.kwargs, self.headers = arguments, named, self.default_response_headers
        self.request = self.initialize_request(request, *arguments, **named)
        return self.finalize_response(self.request, self.handle_exception(NotFound()), *arguments, **named)


class Root(APIView):
    """What there is, by address."""

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        names = [f"api-{name}-list" for prefix, _view, name in _ROUTES if "(" not in prefix]
        names += [f"api-{name}" for _prefix, _view, name in _SINGLES]
        names += ["api-schema", "api-docs", "api-redoc"]
        return Response({name.split("-")[1]: reverse(name, request=request) for name in names})


urlpatterns: list[URLPattern | URLResolver] = [
    path("", Root.as_view(), name="api-root"),
    *router.urls,
    *(path(f"{prefix}/", view.as_view({"get": "retrieve"}), name=f"api-{name}")
      for prefix, view, name in _SINGLES),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", csp_update(_SWAGGER)(SpectacularSwaggerSplitView.as_view(url_name="api-schema")), name="api-docs"),
    path("redoc/", csp_update(_REDOC)(
        SpectacularRedocView.as_view(url_name="api-schema", template_name="claimbase/redoc.html")), name="api-redoc"),
    re_path(r"^(?:[\s\S]*/)?$", Missing.as_view()),
]  # fmt: skip
