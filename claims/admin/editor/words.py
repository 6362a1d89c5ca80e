"""What a formula can be made of, for completing names as one types."""

from collections.abc import Iterator

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse

from claims.wording.languages import is_chinese
from evidence.formula.functions import ANY_KIND, CALENDAR_NAMES, CONDITION, FUNCTIONS, STEPS, Function
from evidence.models import Indicator

_ARGUMENTS = {STEPS: "n", CONDITION: "condition", "place": '"+0m"'}


def vocabulary(request: HttpRequest) -> JsonResponse:
    """Indicators, functions and calendar names with what each means, in the active language."""
    if not request.user.has_perm("claims.view_claim"):
        raise PermissionDenied
    answer = JsonResponse({"words": [*_indicators(), *_functions()]})
    answer["Cache-Control"] = "private, max-age=60"
    answer["Vary"] = "Accept-Language, Cookie"
    return answer


def _indicators() -> Iterator[dict[str, str]]:
    for one in Indicator.objects.order_by("slug"):
        name, other = (one.name_zh, one.name) if is_chinese() else (one.name, one.name_zh)
        yield {"word": one.slug, "said": name, "also": other, "more": f"{one.unit} · {one.get_frequency_display()}"}


def _functions() -> Iterator[dict[str, str]]:
    place = 1 if is_chinese() else 0
    for name, one in FUNCTIONS.items():
        said = one.chinese if is_chinese() else one.english
        yield {
            "word": f"{name}(",
            "said": said.format(*_arguments(one), "z", "z"),
            "also": name,
            "more": _signature(name, one),
        }
    for name, words in ANY_KIND.items():
        yield {"word": f"{name}(", "said": words[place].format("x", "y", "z"), "also": name, "more": f"{name}(…)"}
    for name, words in CALENDAR_NAMES.items():
        yield {"word": name, "said": words[place], "also": name, "more": ""}


def _arguments(one: Function) -> list[str]:
    return [_ARGUMENTS.get(kind, "xyz"[min(place, 2)]) for place, kind in enumerate(one.takes)]


def _signature(name: str, one: Function) -> str:
    options = [f"{option}=" for option in one.options]
    return f"{name}({', '.join([*_arguments(one), *(['…'] if one.repeats else []), *options])})"
